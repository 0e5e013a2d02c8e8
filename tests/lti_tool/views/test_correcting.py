"""What a correction does to answers under way: a learner's next try, and what waits for marks."""

from __future__ import annotations

import pytest

from generators.exercise.content import (
    CasePart,
    CaseStudy,
    Content,
    Kind,
    Language,
    MultipleChoice,
    MultipleResponse,
    Option,
    Question,
)
from generators.exercise.ids import shown_id
from lti_tool.db import utcnow
from lti_tool.models import Attempt, Context, Exercise, WaitingAnswer
from lti_tool.services.drafts import DraftText
from lti_tool.services.regrades import correct_exercise
from tests.generators.exercise.case_studies import CASE, OPEN_CASE
from tests.lti_tool.contents import CHOICE, RESPONSE
from tests.lti_tool.factories import make_person
from tests.lti_tool.views.classroom import RIGHT_ANSWERS, Classroom, instructor

RIGHT = RIGHT_ANSWERS[Kind.CASE_STUDY]
OPEN_PART = OPEN_CASE.parts[1]
GONE = "cannot be told"


def correct(room: Classroom, exercise_id: str, content: Content) -> None:
    with room.database.write() as session:
        exercise = session.get_one(Exercise, exercise_id)
        context = session.get_one(Context, exercise.context_id)
        text, teacher = DraftText(content, None), make_person(session, context)
        base = exercise.version
        correct_exercise(session, context.id, exercise.id, base, text, teacher.id, utcnow())


def with_option(content: Question) -> Question:
    assert isinstance(content, MultipleChoice | MultipleResponse)
    return content.model_copy(update={"options": (*content.options, Option(text=GONE))})


def of_first(case: CaseStudy, content: Question) -> CaseStudy:
    return case.model_copy(update={"parts": (CasePart(content=content), *case.parts[1:])})


@pytest.mark.parametrize(
    ("before", "after", "given"),
    [
        (with_option(CHOICE), CHOICE, {"option": shown_id("option", GONE)}),
        (with_option(RESPONSE), RESPONSE, {f"choice-{shown_id('option', GONE)}": "1"}),
        (
            of_first(CASE, with_option(CASE.parts[0].content)),
            CASE,
            {**RIGHT, "part-1-option": shown_id("option", GONE)},
        ),
        (
            of_first(CASE, RESPONSE),
            CASE,
            {**RIGHT, f"part-1-choice-{shown_id('option', 'mass')}": "1"},
        ),
    ],
)
def test_an_answer_that_is_no_more_leaves_a_form_to_start_again(
    room: Classroom, before: Content, after: Content, given: dict[str, str]
) -> None:
    exercise = room.publish(before)
    showing = room.start()
    room.post_answer(showing, given)
    assert [row.correct for row in room.rows(Attempt)] == [False]
    correct(room, exercise, after)
    page = room.visit.get(showing)
    assert page.status_code == 200
    assert " checked" not in page.text
    assert room.post_answer(showing, RIGHT_ANSWERS[after.kind]).status_code == 303
    assert [(row.version, row.correct) for row in room.rows(Attempt)] == [(1, False), (2, True)]


def test_what_was_tried_is_known_where_its_option_moved(room: Classroom) -> None:
    exercise = room.publish(CHOICE)
    showing = room.start()
    room.post_answer(showing, {"option": shown_id("option", "6 km/h")})
    tried = room.visit.get(showing).text.count("(tried)")
    correct(room, exercise, CHOICE.model_copy(update={"options": CHOICE.options[::-1]}))
    page = room.visit.get(showing).text
    assert page.count("(tried)") == tried == 1


def test_learner_is_told_that_a_correction_graded_anew(room: Classroom) -> None:
    exercise = room.publish(CHOICE)
    showing = room.start()
    room.post_answer(showing, {"option": shown_id("option", "24 km/h")})
    told = ("corrected this exercise on", "graded anew by your instructor")
    pages = (showing, "/learn/score")
    for path, words in zip(pages, told, strict=True):
        assert words not in room.visit.get(path).text
    options = tuple(
        option.model_copy(update={"correct": option.text == "6 km/h"}) for option in CHOICE.options
    )
    correct(room, exercise, CHOICE.model_copy(update={"options": options}))
    for path, words in zip(pages, told, strict=True):
        assert words in room.visit.get(path).text


def test_learner_is_told_that_marks_were_given_again(room: Classroom) -> None:
    room.publish(OPEN_PART.content)
    showing = room.start()
    room.post_answer(showing, {"text": "Friction does."})
    (waiting,) = room.rows(WaitingAnswer)
    path, told = f"/class/answers/{waiting.id}", "Your instructor graded your answer anew on"
    home, marks = instructor(room), {"points-1": "2", "points-2": "3"}
    assert home.post(path, marks).status_code == 303
    assert told not in room.visit.get(showing).text
    assert home.post(path, marks | {"points-1": "1"}).status_code == 303
    assert told in room.visit.get(showing).text


def mixed(key: str, *, stem: str = OPEN_PART.content.stem) -> CaseStudy:
    options = tuple(Option(text=text, correct=text == key) for text in ("friction", "wind"))
    choice = MultipleChoice(stem="What stops it?", language=Language.EN, options=options)
    own = CasePart(content=OPEN_PART.content.model_copy(update={"stem": stem}))
    return OPEN_CASE.model_copy(update={"parts": (CasePart(content=choice), own)})


def without_choice(case: CaseStudy) -> CaseStudy:
    return case.model_copy(update={"parts": (case.parts[1], OPEN_CASE.parts[0])})


def hand_in_then_correct(room: Classroom, after: Content) -> str:
    """The page where it is marked."""
    exercise = room.publish(mixed("wind"))
    given = {"part-1-option": shown_id("option", "friction"), "part-2-text": "Friction does."}
    room.post_answer(room.start(), given)
    (waiting,) = room.rows(WaitingAnswer)
    correct(room, exercise, after)
    return f"/class/answers/{waiting.id}"


@pytest.mark.parametrize(
    "after",
    [
        without_choice(mixed("friction")),
        mixed("friction", stem="Explain where its energy goes."),
        OPEN_PART.content,
    ],
)
def test_what_a_correction_asks_anew_is_marked_as_it_was_asked(
    room: Classroom, after: Content
) -> None:
    path = hand_in_then_correct(room, after)
    home = instructor(room)
    assert "Friction does." in home.get(path).text
    assert home.post(path, {"2-points-1": "2", "2-points-2": "3"}).status_code == 303
    (attempt,) = room.rows(Attempt)
    assert (attempt.version, attempt.fraction) == (1, 0.5)


def test_a_corrected_key_reaches_what_waits(room: Classroom) -> None:
    after = mixed("friction")
    moved = after.model_copy(update={"parts": after.parts[::-1]})
    rubric = OPEN_PART.content.rubric[:1]  # type: ignore[union-attr]
    shorter = moved.parts[0].content.model_copy(update={"rubric": rubric})
    path = hand_in_then_correct(room, of_first(moved, shorter))
    home = instructor(room)
    assert home.post(path, {"1-points-1": "2"}).status_code == 303
    (attempt,) = room.rows(Attempt)
    assert (attempt.version, attempt.fraction) == (2, 1.0)
    assert attempt.answer["parts"]["1"]["text"] == "Friction does."
    assert room.rows(WaitingAnswer) == []

"""What a correction does to answers under way: a learner's next try, and what waits for marks."""

from __future__ import annotations

import pytest

from generators.exercise.content import (
    CasePart,
    CaseStudy,
    Content,
    Kind,
    MultipleChoice,
    MultipleResponse,
    Option,
    Question,
)
from generators.exercise.ids import shown_id
from lti_tool.db import utcnow
from lti_tool.models import Attempt, Context, Exercise
from lti_tool.services.drafts import DraftText
from lti_tool.services.regrades import correct_exercise
from tests.generators.exercise.case_studies import CASE
from tests.lti_tool.contents import CHOICE, RESPONSE
from tests.lti_tool.factories import make_person
from tests.lti_tool.views.classroom import RIGHT_ANSWERS, Classroom

RIGHT = RIGHT_ANSWERS[Kind.CASE_STUDY]
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

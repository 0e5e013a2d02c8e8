"""A case with several questions from its page to its score: one form, one answer, one wait."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from generators.exercise.answers import MOST_WRITTEN
from generators.exercise.content import CaseStudy, Content, Kind, read_content
from generators.exercise.ids import shown_id
from lti_tool.app import REQUEST_BYTES
from lti_tool.db import utcnow
from lti_tool.models import Attempt, Exercise, Score, Skill, TypedAnswer, WaitingAnswer
from lti_tool.services import answer_list
from lti_tool.services.drafts import DraftText
from lti_tool.services.evidence import list_evidence
from lti_tool.services.regrades import correct_exercise
from tests.generators.exercise.case_studies import CASE, FULL_CASE, OPEN_CASE
from tests.lti_tool.factories import make_person
from tests.lti_tool.views.classroom import (
    RIGHT_ANSWERS,
    Classroom,
    context_of,
    field,
    instructor,
    second_learner,
)
from tests.lti_tool.views.review_desk import form_of

RIGHT = RIGHT_ANSWERS[Kind.CASE_STUDY]
PARTLY = {**RIGHT, "part-1-option": shown_id("option", "the second")}
HANDED_IN = {
    **{
        f"part-1-place-{shown_id('step', step)}": str(place)
        for place, step in enumerate(OPEN_CASE.parts[0].content.steps, start=1)  # type: ignore[union-attr]
    },
    "part-2-text": "Friction stops it.",
}
MARKS = {"2-points-1": "2", "2-points-2": "1", "2-comment": "Say **where to**."}


def questions(page: str) -> list[str]:
    found = BeautifulSoup(page, "lxml").select(".case-question")
    return [" ".join(one.get_text(" ").split()) for one in found]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Question 1: Choose one of the options."),
        ({**RIGHT, "part-2-number": "quick"}, "Question 2: This cannot be read as one number."),
        ({**RIGHT, "part-3-value": ""}, "Question 3: Choose true or false."),
        ({**RIGHT, "part-1-option": "a"}, "Question 1: Choose one of the options."),
    ],
)
def test_what_is_missing_is_named_and_the_rest_kept(
    room: Classroom, fields: dict[str, str], says: str
) -> None:
    room.publish(CASE)
    answer = room.post_answer(room.start(), fields)
    assert answer.status_code == 422
    assert says in answer.text
    for name, value in fields.items():
        kept = f'name="{name}" value="{value}"'
        assert kept in answer.text or value == "" or value == "a" or name == "part-2-number"
    assert room.rows(Attempt) == []


def test_a_part_that_there_is_not_is_left_alone(room: Classroom) -> None:
    room.publish(CASE)
    answer = room.post_answer(room.start(), {**RIGHT, "part-9-option": "x", "option": "a"})
    assert answer.status_code == 303


def test_typing_is_kept_and_comes_back(room: Classroom) -> None:
    room.publish(CASE)
    showing = room.start()
    page = room.visit.get(showing).text
    kept = room.visit.post(
        f"{showing}/typed", {"part-2-number": "17", "tried": "0", "writer": field(page, "token")}
    )
    assert kept.status_code == 204
    assert room.rows(TypedAnswer)[0].fields == {"part-2-number": "17"}
    assert 'name="part-2-number" value="17"' in room.visit.get(showing).text


def test_each_question_has_its_own_feedback_and_hints(room: Classroom) -> None:
    room.publish(CASE)
    showing = room.start()
    fresh = room.visit.get(showing).text
    assert "<table>" in fresh
    assert "2 points" in questions(fresh)[1]
    room.post_answer(showing, PARTLY)
    told = room.visit.get(showing).text
    assert "feedback-partly" in told
    first, second, _ = questions(told)
    assert "Not yet" in first
    assert "There she covers 1 km, not 4." in first
    assert "the first your answer" not in first
    assert "(tried)" in first
    assert "Right" in second
    assert "How it is worked out" not in second  # while another try may come
    room.visit.post(f"{showing}/hint")
    hinted = room.visit.get(showing).text
    assert "one line of the table" in hinted
    assert "How far does she get on each?" in questions(hinted)[0]
    room.visit.post(f"{showing}/solution")
    over = room.visit.get(showing).text
    assert "3 km are more than 1 km" in questions(over)[0]
    assert "How it is worked out" in questions(over)[1]
    assert "She slows down" in over


def test_what_is_right_already_goes_along_with_the_next_try(room: Classroom) -> None:
    room.publish(CASE)
    showing = room.start()
    room.post_answer(showing, PARTLY)
    form = BeautifulSoup(room.visit.get(showing).text, "lxml").select_one("form#answer")
    assert form is not None
    filled = {
        str(one["name"]): str(one["value"])
        for one in form.select("input[name^=part-]")
        if one.get("type") != "radio" or one.has_attr("checked")
    }
    assert filled == {"part-2-number": "18 km/h", "part-3-value": "false"}
    assert [bool(one.select("div[hidden] input")) for one in form.select(".case-question")] == [
        False, True, True,
    ]  # fmt: skip
    room.post_answer(showing, {**filled, "part-1-option": RIGHT["part-1-option"]})
    assert sorted(row.correct for row in room.rows(Attempt)) == [False, True]


def test_more_than_any_answer_may_hold_is_refused_in_words(room: Classroom) -> None:
    room.publish(FULL_CASE)
    answer = room.post_answer(room.start(), {"part-1-text": "字" * (REQUEST_BYTES // 9 + 1)})
    assert answer.status_code == 413
    assert "larger than the tool accepts" in answer.text
    assert room.rows(WaitingAnswer) == []


@pytest.mark.parametrize("coding", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_all_its_questions_take_a_full_answer_of_long_characters(
    room: Classroom, coding: str
) -> None:
    """Four bytes each, and twelve where a form spells them by percents."""
    room.publish(FULL_CASE)
    showing = room.start()
    fields = {f"part-{number}-text": "𠮷" * MOST_WRITTEN for number in range(1, 7)}
    page = room.visit.get(showing).text
    tried = {"tried": "0", "writer": field(page, "token")}
    kept = room.visit.post(f"{showing}/typed", {**fields, **tried}, content_type=coding)
    assert kept.status_code == 204
    form = {"token": field(page, "token"), "version": field(page, "version"), **fields}
    answer = room.visit.post(f"{showing}/answer", form, content_type=coding)
    assert answer.status_code == 303
    (waiting,) = room.rows(WaitingAnswer)
    assert len(waiting.answer["parts"]["6"]["text"]) == MOST_WRITTEN


def test_points_make_the_score_and_the_evidence(room: Classroom) -> None:
    room.publish(CASE)
    showing = room.start()
    room.post_answer(showing, PARTLY)
    (attempt,) = room.rows(Attempt)
    assert (attempt.fraction, attempt.correct) == (0.75, False)
    with room.database.read() as session:
        (piece,) = list_evidence(session, attempt.context_id, attempt.person_id)
    assert piece.score == 0.75
    room.post_answer(showing, RIGHT)
    (score,) = room.rows(Score)
    assert score.given == 25  # one exercise of four is right


def test_a_case_with_an_open_question_waits_as_a_whole(room: Classroom) -> None:
    room.publish(OPEN_CASE)
    showing = room.start()
    form = room.visit.get(showing).text
    assert "Hand in" in form
    empty = room.post_answer(showing, {**HANDED_IN, "part-2-text": " "})
    assert "Question 2: Write an answer" in empty.text
    assert room.post_answer(showing, HANDED_IN).status_code == 303
    assert room.rows(Attempt) == [] == room.rows(Score)
    page = room.visit.get(showing).text
    assert "has not marked this answer yet" in page
    assert "It has height" in questions(page)[0]
    assert "Right" not in questions(page)[0]
    assert "Friction stops it." in questions(page)[1]


def test_its_open_question_is_marked_and_the_whole_graded(room: Classroom) -> None:
    room.publish(OPEN_CASE)
    showing = room.start()
    room.post_answer(showing, HANDED_IN)
    (waiting,) = room.rows(WaitingAnswer)
    home = instructor(room)
    assert "Friction stops it." in home.get("/class/answers").text
    page = home.get(f"/class/answers/{waiting.id}").text
    assert "Names friction" in page
    assert "marked by itself" in page
    short = home.post(f"/class/answers/{waiting.id}", {"2-points-1": "2", "2-comment": "Hm."})
    assert short.status_code == 422
    assert "Hm." in short.text
    assert home.post(f"/class/answers/{waiting.id}", MARKS).status_code == 303
    (attempt,) = room.rows(Attempt)
    assert attempt.fraction == pytest.approx(3.8 / 5)
    assert attempt.correct is True
    told = room.visit.get(showing).text
    assert "1 of 3 points" in questions(told)[1]
    assert "Say <strong>where to</strong>." in told
    again = home.get(f"/class/answers/{attempt.id}").text
    assert "where to" in again
    assert "3 / 5" in home.get("/class/answers").text


def test_a_case_without_open_questions_is_nothing_to_mark(room: Classroom) -> None:
    room.publish(CASE)
    room.post_answer(room.start(), RIGHT)
    (attempt,) = room.rows(Attempt)
    home = instructor(room)
    assert home.get(f"/class/answers/{attempt.id}").status_code == 404
    assert "Marked" not in home.get("/class/answers").text


def test_marked_cases_are_listed_without_reading_those_that_nobody_marks(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.publish(OPEN_CASE)
    home = instructor(room)
    for learner in (room, replace(room, visit=second_learner(room))):
        learner.post_answer(learner.start(), HANDED_IN)
    for waiting in room.rows(WaitingAnswer):
        home.post(f"/class/answers/{waiting.id}", MARKS)
    room.publish(CASE)
    room.post_answer(room.start(), RIGHT)
    assert len(room.rows(Attempt)) == 3
    read: list[str] = []

    def note(content: dict[str, Any]) -> Content:
        read.append(content["stem"])
        return read_content(content)

    monkeypatch.setattr(answer_list, "read_content", note)
    assert home.get("/class/answers").text.count("3 / 5") == 2
    assert read == [OPEN_CASE.stem]


def test_a_correction_carries_answers_to_moved_questions(room: Classroom) -> None:
    exercise = room.publish(CASE)
    room.post_answer(room.start(), PARTLY)
    moved = CaseStudy(
        **{**dict(CASE), "parts": (CASE.parts[2], CASE.parts[1], CASE.parts[0])},
    )
    doubled = moved.model_copy(
        update={"parts": (*moved.parts[:2], moved.parts[2].model_copy(update={"points": 3}))}
    )
    with room.database.write() as session:
        context = context_of(session, session.get_one(Skill, room.skill_id))
        teacher = make_person(session, context)
        base = session.get_one(Exercise, exercise).version
        correct_exercise(
            session, context.id, exercise, base, DraftText(doubled, None), teacher.id, utcnow()
        )
    (attempt,) = room.rows(Attempt)
    assert attempt.fraction == 0.5
    assert attempt.answer["parts"]["3"] == {"option": "b"}


def test_on_paper_a_case_has_its_questions_and_their_keys(room: Classroom) -> None:
    room.publish(CASE)
    room.publish(OPEN_CASE)
    page = BeautifulSoup(instructor(room).get("/exercises/sheet").text, "lxml")
    asked, key = page.select("ol.sheet")
    case = next(own for own in asked.select(":scope > li") if "Mia rides" in own.text)
    assert len(case.select(".sheet-parts > li")) == 3
    assert "(2 points)" in case.text
    assert "There she covers" not in case.text
    keys = next(own.text for own in key.select(":scope > li") if "She slows down" in own.text)
    assert "the first" in keys
    assert "18 km/h" in keys


def test_a_published_case_is_corrected_in_the_bank(room: Classroom) -> None:
    exercise = room.publish(CASE)
    room.post_answer(room.start(), PARTLY)
    home = instructor(room)
    path = f"/exercises/{exercise}"
    form = form_of(home, f"{path}/edit")
    assert "q1.stem" in home.post(f"{path}/edit", {**form, "change": "up:2"}).text
    changed = {**form, "q0.points": "3"}
    preview = home.post(f"{path}/edit", changed)
    assert "1 answer changes its grade" in preview.text
    saved = home.post(f"{path}/edit", {**changed, "confirmed": "yes"})
    assert saved.status_code == 303
    (attempt,) = room.rows(Attempt)
    assert attempt.fraction == 0.5
    told = instructor(room).get(f"{path}/changes").text
    assert "Question 1: Points" in told

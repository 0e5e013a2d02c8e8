"""Misconceptions of a class: counted by learners, told with exercises, and what to do."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from generators.exercise.content import Option
from generators.exercise.draw import VariantDrawer, draw_variant
from lti_tool.db import Database, utcnow
from lti_tool.models import Attempt, Context, Exercise, Practice, Showing, Skill
from lti_tool.services import class_answers
from tests.lti_tool.class_course import ClassCourse, make_doubtful
from tests.lti_tool.contents import CHOICE, FAMILY, NUMBER, TRUTH
from tests.lti_tool.factories import make_exercise
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.fixture
def skill(database: Database, teacher: VisitClient) -> Skill:
    """Of four learners two say "b" in either exercise, one "c", one is right at the second try."""
    now = utcnow() - timedelta(days=1)
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        course = ClassCourse(session, context, session.get_one(Practice, teacher.practice_id))
        skill = course.skill()
        first = course.exercise(skill, make_doubtful("How is speed reckoned?"))
        second = course.exercise(skill, make_doubtful("What is 12 km in 2 h?", "speed  TIMES time"))
        ada, ben, cem, dan = course.learners(4)
        course.choose(first, ada, "b", now)
        course.choose(second, ben, "b", now + timedelta(minutes=1))
        course.choose(first, cem, "c", now)
        course.choose(first, dan, "a", now)
        course.choose(first, dan, "b", now + timedelta(minutes=1), number=2)
        return skill


@pytest.fixture
def misses(database: Database, teacher: VisitClient) -> list[str]:
    """Of three learners with numbers of their own each misses by 1000, the last one newest; they
    also choose an option that reads like a factor. The exercises: with numbers, with options."""
    now = utcnow() - timedelta(days=1)
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        course = ClassCourse(session, context, session.get_one(Practice, teacher.practice_id))
        numbers = make_exercise(session, context, family=FAMILY, skill=course.skill())
        options = (Option(text="× 2", correct=True), Option(text="× 10"))
        choice = course.exercise(
            course.skill("Powers", 1), CHOICE.model_copy(update={"options": options})
        )
        for seed, person in enumerate(course.learners(3), start=1):
            given = {"number": f"{draw_variant(FAMILY, seed).value * 1000:.6f}"}
            time = now + timedelta(minutes=seed)
            course.answer(numbers, person, given, time, correct=False)
            session.query(Showing).filter_by(person_id=person.id).update({"seed": seed})
            course.choose(choice, person, "b", time)
        return [numbers.skill_id, choice.skill_id]


def test_learner_sees_no_misconceptions(app: Flask) -> None:
    learner = visit_client(app)
    for path in ("/class/misconceptions", "/class/misconceptions/x/y"):
        assert learner.get(path).status_code == 403
    assert learner.post("/class/misconceptions/export/csv").status_code == 403


def test_without_answers_there_is_a_way_to_practices(teacher: VisitClient) -> None:
    page = teacher.get("/class/misconceptions?skill=nothing&tries=some").text
    assert "No answers yet" in page


def test_misconception_counts_across_exercises_and_single_answers_do_not(
    teacher: VisitClient, skill: Skill
) -> None:
    page = teacher.get("/class/misconceptions").text
    assert "2 of 4 learners" in page
    assert "a misconception, in 2 answers" in page
    assert "Time over distance" not in page
    assert "1 further wrong answer came from one learner alone" in page
    assert "too few answers to compare" in page
    assert f"/requests/new?skill={skill.id}&amp;note=" in page
    assert "3 of 4 learners" in teacher.get("/class/misconceptions?tries=all").text


def test_error_opens_to_exercises_learners_and_a_prompt(teacher: VisitClient, skill: Skill) -> None:
    found = re.search(
        rf"/class/misconceptions/{skill.id}/\w+", teacher.get("/class/misconceptions").text
    )
    assert found is not None
    page = teacher.get(found[0]).text
    assert "How is speed reckoned?" in page
    assert "What is 12 km in 2 h?" in page
    assert "Learner 000" in page
    assert "Learner 002" not in page
    assert "Talk about it" in page
    assert "note=Exercises+that+show+whether+somebody+makes+this+error:+Speed+times+time" in page
    assert teacher.get(f"/class/misconceptions/{skill.id}/0000").status_code == 404
    assert teacher.get("/class/misconceptions/nothing/0000").status_code == 404


def test_statement_is_told_as_said_to_be_true(database: Database, teacher: VisitClient) -> None:
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        course = ClassCourse(session, context, session.get_one(Practice, teacher.practice_id))
        exercise = course.exercise(course.skill(), TRUTH)
        for person in course.learners(2):
            course.answer(exercise, person, {"value": True}, utcnow(), correct=False)
    assert "said to be true" in teacher.get("/class/misconceptions").text


def test_file_has_a_row_for_each_answer_behind_an_error(teacher: VisitClient, skill: Skill) -> None:
    rows = take_file(teacher)
    assert [row[:5] for row in rows[1:]] == [["Speed", "Speed times time", "yes", "2", "4"]] * 2
    assert teacher.post("/class/misconceptions/export/pdf").status_code == 404


def test_answers_stay_evidence_when_the_exercise_is_withdrawn(
    database: Database, teacher: VisitClient, skill: Skill
) -> None:
    with database.read() as session:
        exercise_id = session.scalars(select(Exercise.id)).first()
    assert teacher.post(f"/exercises/{exercise_id}/withdraw").status_code == 303
    assert "2 of 4 learners" in teacher.get("/class/misconceptions").text


def test_learners_with_numbers_of_their_own_share_the_factor_that_they_missed_by(
    teacher: VisitClient, misses: list[str]
) -> None:
    page = teacher.get("/class/misconceptions").text
    assert "the right value × 1000" in page
    assert page.count("3 of 3 learners") == 2
    assert ">× 10</a>" in page
    assert "the right value × 10<" not in page


@pytest.mark.parametrize(("bound", "told"), [("MOST_DRAWN", 1), ("MOST_ANSWERS", 0)])
def test_of_too_many_answers_the_newest_are_counted_and_page_and_file_say_since_when(
    teacher: VisitClient,
    database: Database,
    misses: list[str],
    monkeypatch: pytest.MonkeyPatch,
    bound: str,
    told: int,
) -> None:
    assert "further back" not in teacher.get("/class/misconceptions").text
    assert take_file(teacher)[-1][0]  # the table's last row
    monkeypatch.setattr(class_answers, bound, 2)
    with database.write() as session:
        newest = select(Attempt).order_by(Attempt.created_at.desc())
        if bound == "MOST_DRAWN":
            newest = newest.join(Exercise).where(Exercise.skill_id == misses[0])
        for day, row in enumerate(session.scalars(newest)):
            row.created_at = datetime(2026, 10, 9 - day, tzinfo=UTC)
    page = unescape(teacher.get("/class/misconceptions").text)
    assert "newest 2" in page
    assert "from Oct 8, 2026 on. Choose a skill or a group" in page
    assert page.count("2 of 2 learners") == told
    assert page.count("3 of 3 learners") == told
    blank, note = take_file(teacher)[-2:]
    assert blank == [""]
    assert "from Oct 8, 2026 on." in note[0]


def take_file(teacher: VisitClient) -> list[list[str]]:
    asked = teacher.post("/class/misconceptions/export/csv")
    text = teacher.client.get(asked.location).get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_only_wrong_answers_that_count_are_drawn_again(
    teacher: VisitClient, misses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(VariantDrawer, "draw", lambda _self, seed: drawn.append(seed) or NUMBER)
    teacher.get(f"/class/misconceptions?skill={misses[1]}")
    assert drawn == []
    teacher.get(f"/class/misconceptions?skill={misses[0]}")
    assert sorted(drawn) == [1, 2, 3]

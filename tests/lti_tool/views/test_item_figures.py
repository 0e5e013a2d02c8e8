"""How exercises do: figures with ranges, odd ones withdrawn at once, and taken back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database, utcnow
from lti_tool.models import AuditEntry, Context, Exercise, ExerciseState, Practice
from tests.lti_tool.class_course import ClassCourse, make_doubtful
from tests.lti_tool.factories import make_course, make_exercise
from tests.lti_tool.visits import VisitClient, visit_client

LEARNERS = 24


@pytest.fixture
def items(database: Database, teacher: VisitClient) -> list[str]:
    """Five exercises; the better half of the learners is right in all but the last, in which
    only the others are."""
    with database.write() as session:
        context = session.get_one(Context, teacher.context_id)
        course = ClassCourse(session, context, session.get_one(Practice, teacher.practice_id))
        skill = course.skill()
        found = [course.exercise(skill, make_doubtful(f"Number {n}")) for n in range(5)]
        for place, person in enumerate(course.learners(LEARNERS)):
            good = place >= LEARNERS // 2
            for number, exercise in enumerate(found):
                right = good if number < 4 else not good
                course.choose(exercise, person, "a" if right else "b", utcnow())
        return [exercise.id for exercise in found]


def states(database: Database) -> dict[str, ExerciseState]:
    with database.read() as session:
        return {row.id: row.state for row in session.scalars(select(Exercise))}


def test_learner_sees_and_withdraws_nothing(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.get("/class/exercises").status_code == 403
    for path in ("withdraw", "restore", "export/csv"):
        assert learner.post(f"/class/exercises/{path}").status_code == 403


def test_without_answers(teacher: VisitClient) -> None:
    assert "No exercise was answered yet" in teacher.get("/class/exercises?flag=x&sort=y").text


def test_nothing_ticked_and_exercises_of_elsewhere(
    database: Database, teacher: VisitClient, items: list[str]
) -> None:
    with database.write() as session:
        foreign = make_exercise(session, make_course(session)).id
    assert teacher.post("/class/exercises/withdraw").status_code == 422
    mixed = {"exercise": [items[0], foreign]}
    assert teacher.post("/class/exercises/withdraw", mixed).status_code == 404
    assert set(states(database).values()) == {ExerciseState.PUBLISHED}


def test_figures_have_ranges_and_the_odd_one_is_found(
    teacher: VisitClient, items: list[str]
) -> None:
    page = teacher.get("/class/exercises").text
    assert page.count("<circle") == 4
    assert "those who know more do no better" in page
    assert "50%" in page
    assert "37% to 63%" in page
    assert "30 seconds" in page
    odd = teacher.get("/class/exercises?flag=any").text
    assert re.findall(r'name="exercise" value="(\w+)"', odd) == [items[4]]
    lowest = teacher.get("/class/exercises?sort=discrimination").text
    assert re.findall(r'name="exercise" value="(\w+)"', lowest)[0] == items[4]
    assert "No exercise fits" in teacher.get("/class/exercises?flag=too_easy").text


def test_several_are_withdrawn_and_taken_back(
    database: Database, teacher: VisitClient, items: list[str]
) -> None:
    answer = teacher.post("/class/exercises/withdraw", {"exercise": [items[4], items[0]]})
    assert answer.status_code == 303
    assert states(database)[items[4]] is ExerciseState.WITHDRAWN
    page = teacher.get(answer.location).text
    assert "2 exercises are withdrawn" in page
    assert "Undo: publish all 2 again" in page
    assert teacher.post("/class/exercises/withdraw", {"exercise": items[4]}).status_code == 409
    undo = {"exercise": re.findall(r'type="hidden" name="exercise" value="(\w+)"', page)}
    assert teacher.post("/class/exercises/restore", undo).status_code == 303
    assert set(states(database).values()) == {ExerciseState.PUBLISHED}
    with database.read() as session:
        noted = session.scalars(select(AuditEntry.action)).all()
    assert noted.count("withdraw_exercise") == noted.count("restore_exercise") == 2


def test_file(teacher: VisitClient, items: list[str]) -> None:
    asked = teacher.post("/class/exercises/export/csv")
    rows = list(csv.reader(io.StringIO(teacher.client.get(asked.location).text.lstrip("\ufeff"))))
    assert len(rows) == 6
    assert rows[1][:6] == ["Number 4", "Speed", "Published", "24", "24", "0.5"]
    assert teacher.post("/class/exercises/export/pdf").status_code == 404

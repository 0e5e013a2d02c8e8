"""A platform may tell neither names nor e-mail addresses: every page and export works all the same,
and shows a pseudonym that stays."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from lti_tool.db import Database, utcnow
from lti_tool.models import Allowance, Context, ExerciseReport, Person, Role
from lti_tool.services.learner_export import export_learner
from tests.lti_tool.factories import make_person
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.views.classroom import RIGHT, Classroom
from tests.lti_tool.visits import VisitClient, visit_client

WORD = {"en": "Participant", "zh_CN": "参与者"}


@pytest.fixture(params=["en", "zh_CN"])
def locale(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def instructor(room: Classroom, locale: str) -> VisitClient:
    """In a course whose only learner, without a name, answered and reported an exercise."""
    exercise_id = room.publish()
    room.post_answer(room.start(), RIGHT)
    with room.database.write() as session:
        learner = session.get_one(Person, room.visit.person_id)
        learner.name, learner.locale, learner.subject = "", locale, "subject-of-the-platform"
        session.add(ExerciseReport(exercise_id=exercise_id, version=1, person_id=learner.id))
        practice_id = room.visit.practice_id
        session.add(Allowance(practice_id=practice_id, person_id=learner.id, closes_at=utcnow()))
    visit = visit_of_instructor(room)
    with room.database.write() as session:
        person = session.get_one(Person, visit.person_id)
        person.name, person.locale = "", locale
    return visit


def visit_of_instructor(room: Classroom) -> VisitClient:
    with room.database.write() as session:
        context = session.get_one(Context, room.visit.context_id)
        person = make_person(session, context, Role.INSTRUCTOR)
    return visit_client(room.app, Role.INSTRUCTOR, context=context, person=person)


def pseudonym(room: Classroom) -> str:
    return room.visit.person_id[:5].upper()


def test_learners_pages(room: Classroom, instructor: VisitClient) -> None:
    for path in ("/learn", "/mastery", "/my-data"):
        page = room.visit.get(path)
        assert page.status_code == 200
        assert "subject-of-the-platform" not in page.text
    assert pseudonym(room) in room.visit.get("/my-data").text


def test_instructors_pages_show_the_pseudonym(
    room: Classroom, instructor: VisitClient, locale: str
) -> None:
    person, practice = room.visit.person_id, room.visit.practice_id
    room.visit.post(f"/mastery/{room.skill_id}/disagree", {"then": "note"})
    for path in (
        "/class", "/course/voices", f"/course/learners/{person}", "/scores",
        f"/practices/{practice}/learners",
    ):  # fmt: skip
        page = instructor.get(path)
        assert page.status_code == 200
        assert f"{WORD[locale]} {pseudonym(room)}" in page.text, path
        assert "subject-of-the-platform" not in page.text, path
    for path in (
        "/course",
        "/sources",
        "/skills",
        "/requests",
        "/desk",
        "/exercises",
        "/practices",
    ):
        assert instructor.get(path).status_code == 200, path


def test_more_time_is_given_by_pseudonym(room: Classroom, instructor: VisitClient) -> None:
    path = f"/practices/{room.visit.practice_id}/learners"
    with room.database.write() as session:
        session.query(Allowance).delete()
    assert pseudonym(room) not in instructor.get(path).text
    assert pseudonym(room) in instructor.get(f"{path}?name={pseudonym(room)}").text


def test_administration_and_export(
    app: Flask, room: Classroom, instructor: VisitClient, database: Database, admin: AdminClient
) -> None:
    assert instructor.post("/skills", {"name": "Momentum", "language": "en"}).status_code == 303
    assert instructor.person_id[:5].upper() in admin.get("/admin/audit").text
    page = admin.get(f"/admin/people?words={pseudonym(room)}").text
    assert f"Participant {pseudonym(room)}" in page
    with database.read() as session:
        person = session.get_one(Person, room.visit.person_id)
        found = json.dumps(export_learner(session, person, utcnow()))
    assert json.loads(found)["person"]["name"] == ""

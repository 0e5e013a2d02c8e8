"""Whoever is blocked is stopped at the launch and at each request; their earned scores are not."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.db import Database, utcnow
from lti_tool.models import AuditEntry, Context, Person, Practice, Score, ScoreState
from lti_tool.services.people import block_person, search_people
from lti_tool.services.score_outbox import claim_due_score
from tests.lti_tool.factories import make_score
from tests.lti_tool.views.admin_client import AdminClient, actions
from tests.lti_tool.views.classroom import RIGHT, Classroom
from tests.lti_tool.visits import visit_client


def block(room: Classroom, reason: str = "") -> None:
    with room.database.write() as session:
        person = session.get_one(Person, room.visit.person_id)
        block_person(session, person, reason, "admin-1")


@pytest.mark.parametrize("path", ["/learn", "/mastery", "/my-data"])
def test_open_visit_ends_at_its_next_request(room: Classroom, path: str) -> None:
    assert room.visit.get(path).status_code == 200
    block(room, "Ask the <b>office</b>")
    page = room.visit.get(path)
    assert page.status_code == 403
    assert "Ask the &lt;b&gt;office&lt;/b&gt;" in page.text
    assert room.visit.fragment(path).status_code == 403


def test_answer_under_way_is_refused(room: Classroom) -> None:
    room.publish()
    showing = room.start()
    block(room)
    answer = room.post_answer(showing, RIGHT)
    assert answer.status_code == 403
    assert "was blocked" in answer.text


def test_earned_score_is_sent_all_the_same(room: Classroom) -> None:
    with room.database.write() as session:
        practice = session.get_one(Practice, room.visit.practice_id)
        context = session.get_one(Context, practice.context_id)
        person = session.get_one(Person, room.visit.person_id)
        make_score(session, context, practice, person)
        block_person(session, person, "", "admin-1")
    with room.database.write() as session:
        assert claim_due_score(session, context.registration_id, "sender", utcnow()) is not None
    with room.database.read() as session:
        assert session.scalars(select(Score.state)).one() is ScoreState.WAITING


def test_admin_blocks_and_lets_in_again(app: Flask, database: Database, admin: AdminClient) -> None:
    learner = visit_client(app)
    path = f"/admin/people/{learner.person_id}"
    for reason in ("x" * 256, "a\x00b"):
        refused = admin.post(f"{path}/block", reason=reason)
        assert refused.status_code == 422
        assert "at most 255 characters" in refused.text
    assert learner.get("/learn").status_code == 200
    assert admin.post(f"{path}/block", reason="Exam week").status_code == 303
    assert "Exam week" in learner.get("/learn").text
    assert "Exam week" in admin.get("/admin/people").text
    assert admin.post(f"{path}/unblock").status_code == 303
    assert learner.get("/learn").status_code == 200
    assert actions(database)[-2:] == ["person.block", "person.unblock"]


def test_nobody_of_this_id(admin: AdminClient) -> None:
    for step in ("block", "unblock", "export", "erase"):
        assert admin.post(f"/admin/people/nobody/{step}").status_code == 404
    assert admin.get("/admin/people/nobody").status_code == 404


def test_people_are_found_by_what_an_admin_knows(
    app: Flask, database: Database, admin: AdminClient
) -> None:
    learner = visit_client(app)
    with database.write() as session:
        person = session.get_one(Person, learner.person_id)
        person.name, person.email = "李 小明", "Ming@example.org"
        words = ["小明", "ming@", person.subject, person.id, person.id[:5].upper()]
        for one in words:
            assert [line.person.id for line in search_people(session, one)] == [person.id]
        for one in ("", "%", "_", person.id[:4]):
            assert search_people(session, one) == []
    assert "Nobody was found" in admin.get("/admin/people?words=%25").text
    assert "李 小明" in admin.get("/admin/people?words=小明").text


def test_admin_exports_and_erases(app: Flask, database: Database, admin: AdminClient) -> None:
    learner = visit_client(app)
    path = f"/admin/people/{learner.person_id}"
    file = admin.post(f"{path}/export")
    assert file.json["person"]["id"] == learner.person_id
    assert "attachment" in file.headers["Content-Disposition"]
    assert admin.post(f"{path}/erase").status_code == 303
    assert admin.post(f"{path}/erase").status_code == 404
    assert learner.get("/learn").status_code == 401
    with database.read() as session:
        subjects = list(
            session.scalars(select(AuditEntry.subject).filter_by(action="person.erase"))
        )
    assert subjects == ["person:erased"]

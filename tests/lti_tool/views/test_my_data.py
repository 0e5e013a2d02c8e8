from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.models import Person
from tests.lti_tool.views.admin_client import AdminClient, actions
from tests.lti_tool.views.classroom import Classroom
from tests.lti_tool.visits import visit_client


def test_another_sites_form_takes_nothing(room: Classroom) -> None:
    for path in ("/my-data/export", "/my-data/erasure"):
        answer = room.visit.client.post(f"/s/{room.visit.visit_id}{path}")
        assert answer.status_code == 401
    assert actions(room.database) == []


def test_learner_takes_their_data_along(room: Classroom) -> None:
    page = room.visit.get("/my-data").text
    assert room.visit.person_id[:5].upper() in page
    file = room.visit.post("/my-data/export")
    assert file.json["person"]["id"] == room.visit.person_id
    assert file.headers["Cache-Control"] == "no-store"
    assert actions(room.database) == ["person.export"]


def test_learner_asks_to_be_erased_and_thinks_again(
    app: Flask, database: Database, admin: AdminClient
) -> None:
    learner = visit_client(app)
    assert learner.post("/my-data/erasure").status_code == 303
    assert "You asked for it" in learner.get("/my-data").text
    assert "1 person asks to be erased" in admin.get("/admin/").text
    assert "They ask to be erased" in admin.get("/admin/people").text
    learner.post("/my-data/keep")
    assert "asks to be erased" not in admin.get("/admin/people").text
    with database.read() as session:
        assert session.get_one(Person, learner.person_id).erasure_asked_at is None


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_person_without_name_and_address(app: Flask, database: Database, locale: str) -> None:
    learner = visit_client(app)
    with database.write() as session:
        person = session.get_one(Person, learner.person_id)
        person.name, person.locale = "", locale
    for path in ("/learn", "/mastery", "/my-data"):
        assert learner.get(path).status_code == 200

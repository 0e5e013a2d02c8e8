from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.lti import claims as names
from lti_tool.lti.vault import Vault
from lti_tool.models import Context, LaunchSession, Practice, ResourceLink, Role
from lti_tool.services.keys import ensure_key
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue, make_course, make_practice
from tests.lti_tool.platform_signer import (
    DEEP_LINKING,
    INSTRUCTOR,
    LEARNER,
    Browser,
    Change,
    Platform,
    register_platform,
)
from tests.lti_tool.visits import VisitClient, enter_visit, visit_client

NEW = {"title": "Speed", "policy": "points", "goal": "5", "tries": "2"}


@pytest.fixture
def platform(database: Database, settings: Settings) -> Platform:
    platform = register_platform(database)
    with database.write() as session:
        ensure_key(session, Vault(settings.secret_key), platform.registration_id)
    return platform


def choosing(browser: Browser, database: Database, change: Change | None = None) -> VisitClient:
    """The visit of an instructor who adds an activity."""
    return _visit(browser, database, browser.enter(DEEP_LINKING, change))


def _visit(browser: Browser, database: Database, first: str) -> VisitClient:
    with database.read() as session:
        row = session.get_one(LaunchSession, first.split("/")[2])
    visit = enter_visit(browser.app, row, "", None)
    visit.client = browser.client
    return visit


def set_link(**values: Any) -> Change:
    return lambda claims: claims[names.DEEP_LINKING_SETTINGS].update(values)


def read_answer(browser: Browser, answer: TestResponse) -> tuple[str, dict[str, Any]]:
    """Where the answer goes, and its claims as the platform verifies them by our key set."""
    assert answer.status_code == 200, answer.text
    action = re.search(r'<form method="post" action="([^"]+)" data-send', answer.text)
    token = re.search(r'name="JWT" value="([^"]+)"', answer.text)
    assert action
    assert token
    jwks = browser.client.get(f"/lti/jwks/{browser.platform.registration_id}").get_json()
    claims = jwt.decode(token[1], KeySet.import_key_set(jwks), ["RS256"]).claims
    return html.unescape(action[1]), claims


def test_learner_chooses_nothing(app: Flask) -> None:
    visit = visit_client(app)
    assert visit.get("/activity").status_code == 403
    assert visit.post("/activity/new", NEW).status_code == 403


def test_practice_of_another_course_cannot_be_chosen(browser: Browser, database: Database) -> None:
    visit = choosing(browser, database)
    with database.write() as session:
        other = make_practice(session, make_course(session))
    assert visit.post("/activity", {"practice_id": other.id}).status_code == 404
    nothing = visit.post("/activity", {})
    assert nothing.status_code == 422
    assert "Choose at least one practice" in nothing.text


@pytest.mark.parametrize(
    "changes",
    [{"title": " "}, {"goal": "many"}, {"goal": "0"}, {"tries": "-1"}, {"policy": "luck"}],
)
def test_unusable_new_practice_keeps_what_was_typed(
    browser: Browser, database: Database, changes: dict[str, str]
) -> None:
    visit = choosing(browser, database)
    answer = visit.post("/activity/new", NEW | changes)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if "title" not in changes:
        assert 'value="Speed"' in answer.text
    with database.read() as session:
        assert session.scalars(select(Practice)).all() == []


def test_visit_of_no_activity_binds_none(app: Flask, database: Database) -> None:
    visit = visit_client(app, Role.INSTRUCTOR)
    with database.write() as session:
        session.get_one(LaunchSession, visit.visit_id).resource_link_id = None
    answer = visit.post("/activity", {"practice_id": visit.practice_id})
    assert answer.status_code == 404
    assert visit.post("/activity/cancel").status_code == 404


def test_existing_practice_is_offered_and_taken(browser: Browser, database: Database) -> None:
    visit = choosing(browser, database)
    with database.write() as session:
        context = session.scalars(select(Context)).one()
        practice = make_practice(session, context, title="<b>Old</b>")
    page = visit.get("/activity")
    assert "&lt;b&gt;Old&lt;/b&gt;" in page.text
    _, claims = read_answer(browser, visit.post("/activity", {"practice_id": practice.id}))
    assert names.DEEP_LINKING_DATA not in claims
    assert claims[names.CONTENT_ITEMS][0]["custom"]["practice_id"] == practice.id


def test_activity_added_without_choice_is_settled_by_an_instructor(
    browser: Browser, database: Database
) -> None:
    visit = _visit(browser, database, browser.enter(INSTRUCTOR))
    assert "not set up yet" in visit.get("/activity").text
    answer = visit.post("/activity/new", NEW)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/course")
    with database.read() as session:
        practice = session.scalars(select(Practice)).one()
        assert session.scalars(select(ResourceLink)).one().practice_id == practice.id
    assert visit.get("/activity").status_code == 303
    assert browser.client.get(browser.enter(LEARNER)).text.endswith(practice.id)
    assert browser.enter(INSTRUCTOR).endswith("/course")


def test_choosing_content_rings_for_no_roster(browser: Browser, queue: RecordingQueue) -> None:
    browser.enter(DEEP_LINKING)
    assert queue.rung == []

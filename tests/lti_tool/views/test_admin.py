from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.app import create_app
from lti_tool.db import Database, utcnow
from lti_tool.models import AdminSession, Breaker, Score, ScoreState, WorkerBeat
from lti_tool.services.retention import RULES
from lti_tool.services.site_settings import read_drafter_model
from lti_tool.settings import Settings
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_person,
    make_resource_link,
    store,
)
from tests.lti_tool.views.admin_client import AdminClient, actions, invite

PAGES = (
    "/admin/",
    "/admin/registrations",
    "/admin/models",
    "/admin/queues",
    "/admin/refusals",
    "/admin/people",
    "/admin/audit",
    "/admin/retention",
)


@pytest.mark.parametrize("path", [*PAGES, "/admin/registrations/new", "/admin/registrations/x"])
def test_nobody_else_sees_the_administration(app: Flask, path: str) -> None:
    browser = app.test_client()
    for cookie in ("", "nonsense"):
        browser.set_cookie("cw-admin", cookie)
        answer = browser.get(path)
        assert answer.status_code == 401
        assert "not signed in as an administrator" in answer.text


def test_used_or_unknown_link_is_refused(app: Flask, database: Database) -> None:
    link, browser = invite(database), app.test_client()
    assert browser.post(link).status_code == 303
    for answer in (browser.get(link), browser.post(link), browser.get("/admin/enter/nonsense")):
        assert answer.status_code == 410
        assert "used already or is older" in answer.text


def test_looking_at_the_link_does_not_use_it_up(app: Flask, database: Database) -> None:
    link, browser = invite(database), app.test_client()
    for _ in range(3):
        assert browser.get(link).status_code == 200
    assert "Set-Cookie" not in browser.get(link).headers
    answer = browser.post(link)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert browser.get("/admin/").status_code == 200


def test_cookie_is_secure_where_the_tool_is(
    settings: Settings, database: Database, queue: RecordingQueue
) -> None:
    https = Settings.from_env(
        {
            "COURSEWRIGHT_DATA": str(settings.data),
            "COURSEWRIGHT_BASE_URL": "https://tool.example",
            "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        }
    )
    browser = create_app(https, database, queue).test_client()
    cookie = browser.post(invite(database)).headers["Set-Cookie"]
    assert cookie.startswith("__Host-cw-admin=")
    assert "Secure" in cookie


@pytest.mark.parametrize(
    "path", ["/admin/sign-out", "/admin/models", "/admin/registrations/invites"]
)
def test_form_of_another_site_or_session_is_refused(
    app: Flask, database: Database, admin: AdminClient, path: str
) -> None:
    other = AdminClient(app, database)
    assert admin.browser.post(path).status_code == 403
    answer = admin.browser.post(path, data={"admin_token": other.token})
    assert answer.status_code == 403
    assert actions(database) == ["admin.enter", "admin.enter"]


def test_ended_session_is_out(database: Database, admin: AdminClient) -> None:
    with database.write() as session:
        session.scalars(select(AdminSession)).one().expires_at = utcnow() - timedelta(seconds=1)
    assert admin.get("/admin/").status_code == 401


def test_signing_out(database: Database, admin: AdminClient) -> None:
    secret = admin.browser.get_cookie("cw-admin")
    assert admin.post("/admin/sign-out").status_code == 303
    assert admin.get("/admin/").status_code == 401
    assert secret is not None
    admin.browser.set_cookie("cw-admin", secret.value)
    assert admin.get("/admin/").status_code == 401


def test_pages_of_an_empty_installation_say_what_to_do(admin: AdminClient) -> None:
    assert "No platform is registered yet" in admin.get("/admin/").text
    assert "Make a registration link" in admin.get("/admin/registrations").text
    assert "coursewright models install smollm2-135m" in admin.get("/admin/models").text
    assert "No worker was seen yet" in admin.get("/admin/queues").text


def test_queue_server_that_is_away_is_told(admin: AdminClient, queue: RecordingQueue) -> None:
    queue.reachable = False
    assert "cannot be reached" in admin.get("/admin/queues").text
    assert "queue server cannot be reached" in admin.get("/admin/").text


@pytest.mark.parametrize("name", ["../etc", "a b", "<b>", "x" * 129])
def test_bad_model_name_is_refused(admin: AdminClient, database: Database, name: str) -> None:
    assert admin.post("/admin/models", name=name).status_code == 422
    with database.read() as session:
        assert read_drafter_model(session, "default") == "default"


def test_model_is_chosen_and_given_back(admin: AdminClient, database: Database) -> None:
    for name, expected in (("qwen", "qwen"), ("hub/model@1", "hub/model@1"), ("", "default")):
        assert admin.post("/admin/models", name=name).status_code == 303
        with database.read() as session:
            assert read_drafter_model(session, "default") == expected


def test_queues_page_shows_what_is_stuck(database: Database, admin: AdminClient) -> None:
    now = utcnow()
    with database.write() as session:
        course = make_course(session)
        person = make_person(session, course)
        item = make_resource_link(session, course).line_item_id
        score = Score(
            line_item_id=item,
            person_id=person.id,
            registration_id=course.registration_id,
            given=50,
            activity_progress="InProgress",
            ts=now,
            next_at=now,
            state=ScoreState.PARKED,
        )
        breaker = Breaker(
            registration_id=course.registration_id,
            failures=7,
            open_until=now + timedelta(minutes=1),
        )
        store(
            session,
            score,
            breaker,
            WorkerBeat(name="w1", queue="work", seen_at=now),
            WorkerBeat(name="w2", queue="model", model="smollm2", seen_at=now - timedelta(hours=1)),
        )
    page = admin.get("/admin/queues").text
    assert "failed 7 times in a row" in page
    assert re.search(r"Refused by the platform</th><td class=\"text-end\">1<", page)
    assert page.count("silent") == 1
    overview = admin.get("/admin/").text
    assert "1 score was refused" in overview
    assert "No worker of the queue “model” runs" in overview
    assert "“work” runs" not in overview
    assert "smollm2" in admin.get("/admin/models").text


def test_administration_is_never_framed(admin: AdminClient) -> None:
    policy = admin.get("/admin/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


def test_days_are_chosen(admin: AdminClient, database: Database) -> None:
    days = dict.fromkeys(RULES, "0") | {"visits": "7", "refusals": "30"}
    wrong = admin.post("/admin/retention", **days | {"audit": "never"})
    assert wrong.status_code == 422
    assert 'value="never"' in wrong.text
    assert admin.post("/admin/retention", **days).status_code == 303
    assert 'name="visits" value="7"' in admin.get("/admin/retention").text
    assert actions(database)[-1] == "retention.change"

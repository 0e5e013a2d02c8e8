from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.db import Database, utcnow
from lti_tool.lti.vault import Vault
from lti_tool.models import (
    AdminSession,
    AuditEntry,
    Breaker,
    Registration,
    Score,
    ScoreState,
    WorkerBeat,
)
from lti_tool.services.admins import invite_admin
from lti_tool.services.site_settings import read_drafter_model
from lti_tool.settings import Settings
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_person,
    make_registration,
    make_resource_link,
    store,
)

PAGES = ("/admin/", "/admin/registrations", "/admin/models", "/admin/queues")
FORM = {
    "issuer": "https://moodle.example",
    "client_id": "abc",
    "name": "Example school",
    "auth_login_url": "https://moodle.example/mod/lti/auth.php",
    "auth_token_url": "https://moodle.example/mod/lti/token.php",
    "jwks_url": "https://moodle.example/mod/lti/certs.php",
    "deployment_ids": "1, 2",
}


def invite(database: Database, name: str = "Ada") -> str:
    with database.write() as session:
        return f"/admin/enter/{invite_admin(session, name, utcnow())}"


class AdminClient:
    """A browser of a signed-in admin, which sends each form's hidden field."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.browser: FlaskClient = app.test_client()
        self.browser.post(invite(database))
        page = self.get("/admin/").text
        found = re.search(r'name="admin_token" value="([^"]+)"', page)
        assert found
        self.token = found[1]

    def get(self, path: str) -> TestResponse:
        return self.browser.get(path)

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.browser.post(path, data={"admin_token": self.token, **form})


@pytest.fixture
def admin(app: Flask, database: Database) -> AdminClient:
    return AdminClient(app, database)


def actions(database: Database) -> list[str]:
    with database.read() as session:
        query = select(AuditEntry.action).order_by(AuditEntry.created_at)
        return list(session.scalars(query))


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
    "path", ["/admin/sign-out", "/admin/models", "/admin/registrations/invite"]
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


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("issuer", "", "Issuer, client ID"),
        ("client_id", "x" * 256, "at most 255 characters"),
        ("jwks_url", "http://moodle.example/certs", "not a full https address"),
        ("auth_login_url", "javascript:alert(1)", "not a full https address"),
    ],
)
def test_bad_registration_is_given_back(
    database: Database, admin: AdminClient, field: str, value: str, sentence: str
) -> None:
    page = admin.get("/admin/registrations/new").location
    answer = admin.post(page, **{**FORM, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Example school"' in answer.text
    with database.read() as session:
        assert session.scalar(select(Registration.id)) is None


def test_registering_by_hand(database: Database, admin: AdminClient) -> None:
    page = admin.get("/admin/registrations/new").location
    registration_id = page.rpartition("/")[2]
    shown = admin.get(page).text
    for value in ("/lti/launch", "/lti/login", f"/lti/jwks/{registration_id}"):
        assert f'data-copy="http://localhost{value}"' in shown
    answer = admin.post(page, **FORM)
    assert answer.status_code == 303
    saved = admin.get(answer.location).text
    assert "Saved." in saved
    assert 'value="1 2"' in saved
    assert admin.get(page).status_code == 409
    assert admin.browser.get(f"/lti/jwks/{registration_id}").status_code == 200
    again = admin.post(admin.get("/admin/registrations/new").location, **FORM)
    assert again.status_code == 409
    assert "registered already" in again.text
    assert actions(database) == ["admin.enter", "registration.add"]


@pytest.mark.parametrize("registration_id", ["x", "../x", "A" * 32])
def test_made_up_registration_id_is_refused(admin: AdminClient, registration_id: str) -> None:
    assert admin.get(f"/admin/registrations/new/{registration_id}").status_code == 404
    for path in ("", "/active", "/web-service", "/web-service/remove"):
        form = {**FORM, "url": "https://a.example", "token": "abc"}
        answer = admin.post(f"/admin/registrations/{registration_id}{path}", **form)
        assert answer.status_code == 404


def test_registration_is_changed_and_switched(database: Database, admin: AdminClient) -> None:
    with database.write() as session:
        row = make_registration(session)
    path = f"/admin/registrations/{row.id}"
    assert admin.post(path, **{**FORM, "jwks_url": ""}).status_code == 422
    assert admin.post(path, **FORM).status_code == 303
    admin.post(f"{path}/active", active="no")
    with database.read() as session:
        found = session.get_one(Registration, row.id)
        assert (found.client_id, found.active) == ("abc", False)
    admin.post(f"{path}/active", active="yes")
    assert "Switch off" in admin.get("/admin/registrations").text
    assert actions(database)[1:] == [
        "registration.change", "registration.deactivate", "registration.activate",
    ]  # fmt: skip


@pytest.mark.parametrize("host", ["http://x", "a b", "x" * 256])
def test_bad_host_makes_no_link(admin: AdminClient, database: Database, host: str) -> None:
    answer = admin.post("/admin/registrations/invite", allowed_host=host)
    assert answer.status_code == 422
    assert "registration.invite" not in actions(database)


def test_registration_link_is_shown_once(admin: AdminClient) -> None:
    answer = admin.post("/admin/registrations/invite", allowed_host="moodle.school.lan")
    link = re.search(r"http://localhost/lti/register/[\w-]{40,}", answer.text)
    assert link
    assert link[0] not in admin.get("/admin/registrations").text
    assert "/lti/register/" not in admin.get("/admin/").text


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("http://moodle.example", "abc123"),
        ("moodle.example", "abc123"),
        ("https://moodle.example", ""),
        ("https://moodle.example", "a token"),
        ("https://moodle.example", "é" * 10),
    ],
)
def test_bad_web_service_is_refused_and_its_token_not_shown(
    database: Database, admin: AdminClient, url: str, token: str
) -> None:
    with database.write() as session:
        row = make_registration(session)
    answer = admin.post(f"/admin/registrations/{row.id}/web-service", url=url, token=token)
    assert answer.status_code == 422
    assert not token or token not in answer.text
    with database.read() as session:
        assert session.get_one(Registration, row.id).web_service_token is None


def test_web_service_token_is_sealed_and_never_shown(
    database: Database, admin: AdminClient, settings: Settings
) -> None:
    token, url = "0123456789abcdef", "https://moodle.example"
    with database.write() as session:
        row = make_registration(session)
    path = f"/admin/registrations/{row.id}"
    answer = admin.post(f"{path}/web-service", url=url, token=token)
    assert token not in admin.get(answer.location).text
    with database.read() as session:
        sealed = session.get_one(Registration, row.id).web_service_token
        details = [entry.detail for entry in session.scalars(select(AuditEntry))]
    assert sealed is not None
    assert token.encode() not in sealed
    assert Vault(settings.secret_key).open(sealed, "web_service").decode() == token
    assert token not in str(details)
    admin.post(f"{path}/web-service/remove")
    with database.read() as session:
        assert session.get_one(Registration, row.id).web_service_url is None


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

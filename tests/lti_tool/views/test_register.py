from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.lti.addresses import PrivateAddressError, check_host, guard_session
from lti_tool.lti.http import make_session
from lti_tool.models import Deployment, Registration, RegistrationInvite
from lti_tool.services.registrations import invite_registration
from tests.local_server import Handler, serve

FIXTURES = Path(__file__).parents[2] / "fixtures" / "moodle"
RECORDED = json.loads((FIXTURES / "dynamic-registration.json").read_text())
CONFIGURATION = json.loads((FIXTURES / "openid-configuration.json").read_text())


def make_token(**claims: Any) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{payload}.c2ln"


@dataclass
class Moodle:
    """Answers as recorded; `posted` is what the tool told of itself."""

    app: Flask
    database: Database
    origin: str = ""
    configuration: dict[str, Any] = field(default_factory=dict)
    refusal: tuple[int, bytes] | None = None
    posted: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    granted: dict[str, Any] = field(default_factory=dict)

    def open(self, origin: str) -> None:
        self.origin = origin
        text = json.dumps(CONFIGURATION).replace("http://localhost:8088", origin)
        self.configuration = json.loads(text)
        self.granted = json.loads(json.dumps(RECORDED["response"]["body"]))

    def handle(self, request: Handler) -> None:
        self.tokens.append(request.headers.get("Authorization"))
        if request.path.endswith("openid-configuration.php"):
            request.answer(200, json.dumps(self.configuration).encode())
        elif self.refusal:
            request.answer(*self.refusal, Content_Type="text/html; charset=utf-8")
        else:
            if request.body:
                self.posted.append(json.loads(request.body))
            request.answer(200, json.dumps(self.granted).encode())

    def invite(self, **values: str) -> str:
        with self.database.write() as session:
            return invite_registration(session, utcnow(), **values)

    def register(self, invite: str, token: str = "", url: str = "") -> TestResponse:
        query = {
            "openid_configuration": url or f"{self.origin}/mod/lti/openid-configuration.php",
            "registration_token": token or make_token(sub="x", scope="reg"),
        }
        return self.app.test_client().get(f"/lti/register/{invite}?{urlencode(query)}")


@pytest.fixture
def moodle(app: Flask, database: Database) -> Iterator[Moodle]:
    moodle = Moodle(app, database)
    with serve(moodle.handle) as origin:
        moodle.open(origin)
        yield moodle


def registrations(database: Database) -> list[Registration]:
    with database.read() as session:
        return list(session.scalars(select(Registration)))


def test_nobody_registers_without_an_invitation(moodle: Moodle) -> None:
    answer = moodle.register("nonsense")
    assert answer.status_code == 404
    assert "administrator for a new one" in answer.text
    assert moodle.tokens == []


def test_expired_invitation(moodle: Moodle, database: Database) -> None:
    invite = moodle.invite()
    with database.write() as session:
        session.query(RegistrationInvite).update({"expires_at": utcnow() - timedelta(seconds=1)})
    assert moodle.register(invite).status_code == 404


def test_address_opened_without_a_platform(moodle: Moodle) -> None:
    answer = moodle.app.test_client().get(f"/lti/register/{moodle.invite()}")
    assert answer.status_code == 422
    assert "page of tools" in answer.text


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example/mod/lti/openid-configuration.php",
        "file:///etc/passwd",
        "https://",
        "https://[::1/x",
        "gopher://localhost/",
    ],
)
def test_configuration_elsewhere_than_https(moodle: Moodle, url: str) -> None:
    answer = moodle.register(moodle.invite(), url=url)
    assert answer.status_code == 400
    assert "not an https address" in answer.text


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.1.5", "169.254.169.254", "[::ffff:10.0.0.1]", "[fd00::1]"]
)
def test_private_addresses_are_not_asked(moodle: Moodle, host: str) -> None:
    answer = moodle.register(moodle.invite(), url=f"https://{host}/openid-configuration.php")
    assert answer.status_code == 403
    assert "private network" in answer.text


def test_invitation_may_name_a_private_host() -> None:
    with pytest.raises(PrivateAddressError):
        check_host("10.0.0.1", frozenset())
    check_host("10.0.0.1", frozenset({"10.0.0.1"}))


def test_connection_that_ends_up_inside_is_cut(moodle: Moodle) -> None:
    """A name that resolved to a public address when it was checked, and to ours afterwards."""
    http = guard_session(make_session(), frozenset({"elsewhere.example"}))
    with pytest.raises(PrivateAddressError):
        http.get(f"{moodle.origin}/mod/lti/openid-configuration.php")
    assert moodle.tokens == []


def test_platform_out_of_reach(moodle: Moodle) -> None:
    invite = moodle.invite()
    answer = moodle.register(invite, url="http://127.0.0.1:9/openid-configuration.php")
    assert answer.status_code == 502
    assert "begin the registration again" in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"jwks_uri": "http://other.example/certs"},
        {"registration_endpoint": "https://other.example/register"},
        {"token_endpoint": 5},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_configuration_that_cannot_be_used(moodle: Moodle, changes: dict[str, Any]) -> None:
    moodle.configuration |= changes
    answer = moodle.register(moodle.invite())
    assert answer.status_code == 400
    assert any(words in answer.text for words in ("lacks", "speaks for", "not an https address"))
    assert moodle.posted == []


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [
        (401, b"token_already_used", "token_already_used"),
        (400, b"domain_targetlinkuri_mismatch", "domain_targetlinkuri_mismatch"),
        (404, b"<html><script>alert(1)</script></html>", "status 404"),
    ],
)
def test_refusal_is_told_and_the_invitation_stays(
    moodle: Moodle, database: Database, status: int, body: bytes, shown: str
) -> None:
    invite = moodle.invite()
    moodle.refusal = (status, body)
    answer = moodle.register(invite)
    assert answer.status_code == 502
    assert shown in answer.text
    assert "<script>alert" not in answer.text
    assert registrations(database) == []
    moodle.refusal = None
    assert moodle.register(invite).status_code == 200


def test_answer_without_client(moodle: Moodle, database: Database) -> None:
    moodle.granted = {}
    assert moodle.register(moodle.invite()).status_code == 400
    assert registrations(database) == []


def test_registration_as_moodle_does_it(moodle: Moodle, database: Database) -> None:
    invite = moodle.invite()
    answer = moodle.register(invite)
    assert answer.status_code == 200
    assert f'data-origin="{moodle.origin}"' in answer.text
    assert "press Activate" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {moodle.origin}" in policy
    (row,) = registrations(database)
    assert (row.client_id, row.product, row.active) == ("TLOg5BW8fqRYnDF", "moodle", True)
    assert names.SCOPE_SCORE in row.scopes
    with database.read() as session:
        assert session.scalars(select(Deployment.lti_id)).all() == ["1"]
    assert moodle.register(invite).status_code == 404


def test_what_the_tool_tells_of_itself(moodle: Moodle, database: Database) -> None:
    moodle.register(moodle.invite())
    (told,) = moodle.posted
    (row,) = registrations(database)
    recorded = RECORDED["request"]["body"]
    assert told.keys() <= recorded.keys()
    for name in ("application_type", "response_types", "grant_types"):
        assert told[name] == recorded[name]
    assert told["redirect_uris"] == ["http://localhost/lti/launch"]
    configuration = told[names.TOOL_CONFIGURATION]
    assert configuration["domain"] == "localhost"
    assert configuration["custom_parameters"] == {"context_id_history": "$Context.id.history"}
    jwks = moodle.app.test_client().get(told["jwks_uri"].removeprefix("http://localhost"))
    assert jwks.status_code == 200
    assert told["jwks_uri"].endswith(row.id)


def test_deployment_may_be_told_later(moodle: Moodle, database: Database) -> None:
    del moodle.granted[names.TOOL_CONFIGURATION]
    assert moodle.register(moodle.invite()).status_code == 200
    with database.read() as session:
        assert session.scalars(select(Deployment)).all() == []


def test_update_keeps_the_registration(moodle: Moodle, database: Database) -> None:
    first = moodle.register(moodle.invite())
    assert "press Activate" in first.text
    (before,) = registrations(database)
    answer = moodle.register(moodle.invite(), token=make_token(sub="1", scope="reg-update"))
    assert answer.status_code == 200
    assert "press Activate" not in answer.text
    (after,) = registrations(database)
    assert (after.id, after.name) == (before.id, before.name)
    assert moodle.posted[1]["jwks_uri"] == moodle.posted[0]["jwks_uri"]


def test_same_client_twice_without_an_update(moodle: Moodle, database: Database) -> None:
    moodle.register(moodle.invite())
    answer = moodle.register(moodle.invite())
    assert answer.status_code == 409
    assert len(registrations(database)) == 1

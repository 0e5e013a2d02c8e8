from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
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
from lti_tool.lti import http
from lti_tool.lti.vault import Vault
from lti_tool.models import Deployment, Registration, RegistrationInvite
from lti_tool.services.registration_invites import invite_registration
from lti_tool.services.site_settings import permit_hosts
from tests.local_server import Handler, drip, serve
from tests.lti_tool.lti.name_server import answer_names

FIXTURES = Path(__file__).parents[2] / "fixtures" / "moodle"
RECORDED = json.loads((FIXTURES / "dynamic-registration.json").read_text())
CONFIGURATION = json.loads((FIXTURES / "openid-configuration.json").read_text())


SENTENCES = ("lacks", "speaks for", "not an https address", "does not offer")


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
    hostile: Callable[[Handler], None] | None = None
    status: int = 200
    held: dict[str, Any] | None = None

    def open(self, origin: str) -> None:
        self.origin = origin
        text = json.dumps(CONFIGURATION).replace("http://localhost:8088", origin)
        self.configuration = json.loads(text)
        self.granted = json.loads(json.dumps(RECORDED["response"]["body"]))

    def handle(self, request: Handler) -> None:
        self.tokens.append(request.headers.get("Authorization"))
        if self.hostile:
            self.hostile(request)
        elif request.path.endswith("openid-configuration.php"):
            request.answer(200, json.dumps(self.configuration).encode())
        elif self.refusal:
            request.answer(*self.refusal, Content_Type="text/html; charset=utf-8")
        elif request.command == "GET" and self.status == 201:
            status, body = (200, self.held) if self.held else (405, {"error": "no"})
            request.answer(status, json.dumps(body).encode())
        else:
            if request.body:
                self.posted.append(json.loads(request.body))
            request.answer(self.status, json.dumps(self.granted).encode())

    def invite(self, **values: str) -> str:
        with self.database.write() as session:
            return invite_registration(session, Vault(b"k" * 40), utcnow(), "ada", **values)

    def register(self, invite: str, token: str | None = None, url: str = "") -> TestResponse:
        query = {
            "openid_configuration": url or f"{self.origin}/mod/lti/openid-configuration.php",
            "registration_token": make_token(sub="x", scope="reg") if token is None else token,
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


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "metadata.internal"])
def test_redirect_is_not_followed_inside(moodle: Moodle, database: Database, host: str) -> None:
    location = f"http://{host}/latest/meta-data/"
    moodle.hostile = lambda request: request.answer(302, Location=location)
    answer = moodle.register(moodle.invite())
    assert answer.status_code == 502
    assert "it redirects elsewhere" in answer.text
    assert host not in answer.text
    assert len(moodle.tokens) == 1
    assert registrations(database) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><script>alert(1)</script>", "the answer is not JSON"),
        (b"[]", "not a JSON object"),
        (b'"issuer"', "not a JSON object"),
        (b"[" * 100_000, "the answer is not JSON"),
        (b'{"issuer": "' + b"x" * 300_000 + b'"}', "answer_too_large"),
        (b"\xff\xfe", "the answer is not JSON"),
    ],
)
def test_configuration_that_is_none(
    moodle: Moodle, database: Database, body: bytes, reason: str
) -> None:
    moodle.hostile = lambda request: request.answer(200, body, Content_Type="text/html")
    answer = moodle.register(moodle.invite())
    assert answer.status_code == 502
    assert reason in answer.text
    assert "<script>alert" not in answer.text
    assert registrations(database) == []


def test_configuration_that_drips(moodle: Moodle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)
    moodle.hostile = lambda request: drip(request, b"HTTP/1.1 200 OK\r\n\r\n")
    answer = moodle.register(moodle.invite())
    assert answer.status_code == 502
    assert "timed_out" in answer.text


def test_name_that_changes_between_check_and_connection(
    moodle: Moodle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_names(monkeypatch, moodle_example=["93.184.216.34", "127.0.0.1"])
    port = moodle.origin.rpartition(":")[2]
    answer = moodle.register(moodle.invite(), url=f"https://moodle.example:{port}/conf.php")
    assert answer.status_code == 403
    assert "private network" in answer.text
    assert len(asked) == 2
    assert moodle.tokens == []


def test_site_may_permit_a_private_host(
    moodle: Moodle, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked then: over https, which this server does not speak."""
    answer_names(monkeypatch, moodle_school_lan=["127.0.0.1"])
    port = moodle.origin.rpartition(":")[2]
    url = f"https://moodle.school.lan:{port}/conf.php"
    assert moodle.register(moodle.invite(), url=url).status_code == 403
    assert (
        moodle.register(moodle.invite(allowed_host="Moodle.School.LAN:81"), url=url).status_code
        == 502
    )
    with database.write() as session:
        permit_hosts(session, "moodle.school.lan")
    assert moodle.register(moodle.invite(), url=url).status_code == 502


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
        {"registration_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "https://moodle.example@169.254.169.254/certs"},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        {"token_endpoint_auth_methods_supported": "client_secret_post"},
    ],
)
def test_configuration_that_cannot_be_used(moodle: Moodle, changes: dict[str, Any]) -> None:
    moodle.configuration |= changes
    answer = moodle.register(moodle.invite())
    assert answer.status_code == 400
    assert any(words in answer.text for words in SENTENCES)
    assert moodle.posted == []


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [
        (401, b"token_already_used", "token_already_used"),
        (400, b"domain_targetlinkuri_mismatch", "domain_targetlinkuri_mismatch"),
        (404, b"<html><script>alert(1)</script></html>", "status 404"),
        (400, b'{"error": "invalid_redirect_uri"}', "invalid_redirect_uri"),
        (
            400,
            b'{"error": "invalid_client_metadata", "error_description": "no such scope"}',
            "invalid_client_metadata no such scope",
        ),
        (400, b'{"error": "<script>alert(1)</script>"}', "status 400"),
        (400, b'{"error": {"code": 5}}', "status 400"),
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


def test_private_host_of_the_invitation_stays_permitted(moodle: Moodle, database: Database) -> None:
    moodle.register(moodle.invite())
    assert registrations(database)[0].private_hosts == []
    update = make_token(sub="1", scope="reg-update")
    moodle.register(moodle.invite(allowed_host="127.0.0.1"), token=update)
    assert registrations(database)[0].private_hosts == ["127.0.0.1"]
    moodle.register(moodle.invite(), token=update)
    assert registrations(database)[0].private_hosts == ["127.0.0.1"]


def test_what_the_tool_tells_of_itself(moodle: Moodle, database: Database) -> None:
    moodle.register(moodle.invite())
    (told,) = moodle.posted
    (row,) = registrations(database)
    recorded = RECORDED["request"]["body"]
    assert told.keys() <= recorded.keys()
    assert told["logo_uri"] == "http://localhost/static/favicon.svg"
    assert moodle.app.test_client().get("/static/favicon.svg").mimetype == "image/svg+xml"
    for name in ("application_type", "response_types", "grant_types"):
        assert told[name] == recorded[name]
    assert told["redirect_uris"] == ["http://localhost/lti/launch"]
    configuration = told[names.TOOL_CONFIGURATION]
    assert configuration["domain"] == "localhost"
    assert configuration["custom_parameters"] == {"context_id_history": "$Context.id.history"}
    assert "email" not in configuration["claims"]
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


@pytest.fixture
def plain(moodle: Moodle) -> Moodle:
    """A platform that is not Moodle: it says less of itself, has other scopes, answers 201."""
    del moodle.configuration[names.PLATFORM_CONFIGURATION]
    del moodle.configuration["claims_supported"]
    moodle.configuration["scopes_supported"] = ["openid", names.SCOPE_SCORE, "https://x/y"]
    moodle.granted = {"client_id": "plain-1", "scope": names.SCOPE_SCORE}
    moodle.status = 201
    return moodle


@pytest.mark.parametrize("token", ["", "opaque", "a.b.c", make_token(scope=["x"])])
def test_plain_platform(plain: Moodle, database: Database, token: str) -> None:
    answer = plain.register(plain.invite(), token)
    assert answer.status_code == 200
    (told,) = plain.posted
    assert told["scope"] == names.SCOPE_SCORE
    messages = told[names.TOOL_CONFIGURATION]["messages"]
    assert names.DEEP_LINKING_REQUEST in [message["type"] for message in messages]
    (row,) = registrations(database)
    assert (row.client_id, row.product) == ("plain-1", "")
    assert row.scopes == [names.SCOPE_SCORE]
    assert set(plain.tokens) == {f"Bearer {token}" if token else None}


def test_plain_platform_updates_what_it_holds(plain: Moodle, database: Database) -> None:
    plain.register(plain.invite(), "opaque")
    (before,) = registrations(database)
    plain.held = plain.granted
    plain.granted = plain.granted | {"scope": ""}
    answer = plain.register(plain.invite(), "opaque-too")
    assert "press Activate" not in answer.text
    (after,) = registrations(database)
    assert (after.id, after.client_id, after.scopes) == (before.id, before.client_id, [])
    assert plain.posted[1]["jwks_uri"] == plain.posted[0]["jwks_uri"]

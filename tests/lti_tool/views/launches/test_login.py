from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from structlog.testing import capture_logs

from lti_tool.db import Database, utcnow
from lti_tool.models import LoginState
from lti_tool.services import logins
from tests.lti_tool.platform_signer import (
    TARGET,
    Browser,
    Platform,
    change_registration_row,
    register_platform,
)
from tests.lti_tool.views.launches.counting import count


@pytest.mark.parametrize("missing", ["iss", "login_hint", "target_link_uri"])
def test_login_without_a_required_parameter(browser: Browser, missing: str) -> None:
    answer = browser.login(**{missing: None})
    assert answer.status_code == 400
    assert "Reference number" in answer.text


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"iss": "https://other.example"}, 404),
        ({"client_id": "nobody"}, 404),
        ({"target_link_uri": "https://evil.example/lti/launch"}, 400),
        ({"target_link_uri": "javascript:alert(1)"}, 400),
        ({"target_link_uri": "http://localhost:81/lti/launch"}, 400),
    ],
)
def test_login_of_strangers(browser: Browser, values: dict[str, str], status: int) -> None:
    with capture_logs() as logs:
        answer = browser.login(**values)
    assert answer.status_code == status
    assert "Location" not in answer.headers
    refused = next(entry for entry in logs if entry["event"] == "launch_refused")
    assert refused["check"]
    assert refused["reference"] in answer.text


def test_login_of_an_inactive_registration(
    browser: Browser, database: Database, platform: Platform
) -> None:
    change_registration_row(database, platform, active=False)
    answer = browser.login()
    assert answer.status_code == 403
    assert "switched" in answer.text


def test_login_without_client_needs_an_issuer_with_one(
    browser: Browser, database: Database
) -> None:
    assert browser.login(client_id=None).status_code == 302
    register_platform(database)
    assert browser.login(client_id=None).status_code == 400


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_login_is_one_plain_redirect(app: Flask, platform: Platform, method: str) -> None:
    values = {
        "iss": platform.issuer,
        "target_link_uri": f"{TARGET}?set=11",
        "login_hint": "5",
        "lti_message_hint": '{"cmid":9}',
        "client_id": platform.client_id,
    }
    client = app.test_client()
    if method == "GET":
        answer = client.get("/lti/login", query_string=values)
    else:
        answer = client.post("/lti/login", data=values)
    assert answer.status_code == 302
    location = urlsplit(answer.headers["Location"])
    assert location.path == "/mod/lti/auth.php"
    query = {name: value[0] for name, value in parse_qs(location.query).items()}
    assert query.pop("state") != query.pop("nonce")
    assert query == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": TARGET,
        "login_hint": "5",
        "lti_message_hint": '{"cmid":9}',
    }


def test_login_cookies_are_partitioned_and_not(browser: Browser) -> None:
    partitioned, whole = browser.login().headers.getlist("Set-Cookie")
    assert "Partitioned" in partitioned
    assert "Secure" in partitioned
    assert "SameSite=None" in partitioned
    assert "Partitioned" not in whole
    assert all("HttpOnly" in cookie for cookie in (partitioned, whole))


def test_logins_that_nobody_finishes_are_forgotten(
    browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "MOST_LOGINS", 3)
    for _ in range(6):
        browser.begin()
    assert count(database, LoginState) <= 4
    with database.write() as session:
        session.query(LoginState).update({"expires_at": utcnow() - timedelta(seconds=1)})
    browser.begin()
    assert count(database, LoginState) == 1

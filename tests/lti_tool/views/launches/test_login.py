from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.models import LoginState
from lti_tool.services import logins
from tests.lti_tool.platform_signer import (
    Browser,
    Platform,
    change_registration_row,
)
from tests.lti_tool.views.launches.counting import count


def test_login_of_an_inactive_registration(
    browser: Browser, database: Database, platform: Platform
) -> None:
    change_registration_row(database, platform, active=False)
    answer = browser.login()
    assert answer.status_code == 403
    assert "switched" in answer.text


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

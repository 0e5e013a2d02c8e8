from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.models import Context, Deployment, LoginState, Person
from lti_tool.services.people import block_person
from tests.lti_tool.platform_signer import LEARNER, REVIEW, Browser, Platform
from tests.lti_tool.views.launches.counting import count


def test_launch_of_another_browser(app: Flask, browser: Browser, platform: Platform) -> None:
    state, nonce = browser.begin()
    token = platform.sign(platform.claims(LEARNER, nonce))
    answer = Browser(app, platform).post(token, state)
    assert answer.status_code == 403
    assert "cookie" in answer.text
    assert browser.post(token, state).status_code == 303


def test_expired_login(browser: Browser, platform: Platform, database: Database) -> None:
    state, nonce = browser.begin()
    with database.write() as session:
        session.query(LoginState).update({"expires_at": utcnow()})
    token = platform.sign(platform.claims(LEARNER, nonce))
    assert browser.post(token, state).status_code == 401


def test_launch_address_opened_by_hand(browser: Browser) -> None:
    answer = browser.client.get("/lti/launch")
    assert answer.status_code == 401
    assert "course page" in answer.text


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("", "blocked"),
        ("Ask the <b>office</b> first", "Ask the &lt;b&gt;office&lt;/b&gt; first"),
        ("100 %(s)s 考试周", "100 %(s)s 考试周"),
    ],
)
def test_blocked_person_reads_the_reason(
    browser: Browser, database: Database, reason: str, shown: str
) -> None:
    browser.enter(LEARNER)
    with database.write() as session:
        block_person(session, session.query(Person).one(), reason, "admin-1")
    answer = browser.launch(LEARNER)
    assert answer.status_code == 403
    assert shown in answer.text


def test_unknown_deployment(browser: Browser, database: Database) -> None:
    answer = browser.launch(LEARNER, lambda c: c.update({names.DEPLOYMENT_ID: "2"}))
    assert answer.status_code == 403
    with database.write() as session:
        session.query(LoginState).update({"lti_deployment_id": None})
    state, nonce = browser.begin(lti_deployment_id=None)
    claims = browser.platform.claims(LEARNER, nonce) | {names.DEPLOYMENT_ID: "2"}
    assert browser.post(browser.platform.sign(claims), state).status_code == 403
    assert count(database, Person) == 0


def test_first_deployment_is_learned_where_none_was_named(
    browser: Browser, database: Database
) -> None:
    with database.write() as session:
        session.query(Deployment).delete()
    browser.enter(LEARNER)
    browser.platform.deployment_id = "2"
    assert browser.launch(LEARNER).status_code == 403


@pytest.mark.parametrize("recorded", [REVIEW, "deep-linking-request-teacher1"])
def test_learner_may_not_review_or_choose(browser: Browser, recorded: str) -> None:
    answer = browser.launch(recorded, lambda claims: claims.update({names.ROLES: []}))
    assert answer.status_code == 403


def test_refused_launch_leaves_nothing_behind(browser: Browser, database: Database) -> None:
    browser.launch(REVIEW, lambda claims: claims.update({names.ROLES: []}))
    assert count(database, Person) == count(database, Context) == 0


def test_log_of_a_refusal_names_check_and_values_but_nobody(browser: Browser) -> None:
    with capture_logs() as logs:
        browser.launch(LEARNER, lambda claims: claims.update(aud="another-tool"))
    entry = next(one for one in logs if one["event"] == "launch_refused")
    assert (entry["check"], entry["found"]) == ("aud", "another-tool")
    assert entry["expected"] == browser.platform.client_id
    assert not re.search("ada|smith|student1", str(logs), re.IGNORECASE)


def test_refusal_can_be_read_in_the_platforms_frame(browser: Browser) -> None:
    answer = browser.launch(LEARNER, lambda claims: claims.update(aud="x"))
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {browser.platform.issuer}" in policy


@pytest.mark.parametrize(("locale", "told"), [("zh_cn", "zh-CN"), ("fr", "en"), (7, "en")])
def test_refusal_speaks_as_the_course_page(browser: Browser, locale: object, told: str) -> None:
    def change(claims: dict[str, Any]) -> None:
        claims[names.LAUNCH_PRESENTATION] = {"locale": locale}
        claims["aud"] = "x"

    assert f'lang="{told}"' in browser.launch(LEARNER, change).text

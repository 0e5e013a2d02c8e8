"""A launch whose browser keeps no cookie: the platform's storage, then a new tab; never without
a proof that the browser is the one of the login."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database, utcnow
from lti_tool.models import LaunchSession, LoginState, Refusal
from tests.lti_tool.platform_signer import (
    LEARNER,
    Browser,
    Platform,
    change_registration_row,
)

STORES = {"lti_storage_target": "keeper"}


def launch_bare(browser: Browser, login: TestResponse, **fields: str) -> TestResponse:
    """With the login's state, but none of its cookies."""
    url = urlsplit(login.headers.get("Location") or part(login, "#on")["href"])
    query = parse_qs(url.query)
    state, nonce = query["state"][0], query["nonce"][0]
    token = browser.platform.sign(browser.platform.claims(LEARNER, nonce))
    bare = browser.app.test_client()
    return bare.post("/lti/launch", data={"id_token": token, "state": state, **fields})


def part(answer: TestResponse, selector: str) -> dict[str, str]:
    found = BeautifulSoup(answer.text, "html.parser").select_one(selector)
    assert found is not None, answer.text
    return {name: str(value) for name, value in found.attrs.items()}


def restart_of(answer: TestResponse) -> str:
    assert answer.status_code == 403
    assert 'data-error="other_browser"' in answer.text
    link = part(answer, "#new-tab")
    assert "noopener" in link["rel"]
    return link["href"]


def rungs(database: Database) -> list[str | None]:
    with database.read() as session:
        return list(session.scalars(select(LaunchSession.rung)))


@pytest.mark.parametrize("stored", ["", "guessed"])
def test_wrong_proof_lets_nobody_in(browser: Browser, database: Database, stored: str) -> None:
    answer = launch_bare(browser, browser.login(**STORES), stored=stored)
    restart_of(answer)
    assert rungs(database) == []


def test_restart_of_nothing(browser: Browser) -> None:
    for url in ("/lti/restart", "/lti/restart?state=unknown"):
        answer = browser.client.get(url)
        assert answer.status_code == 401
        assert "Location" not in answer.headers


def test_login_of_a_platform_that_stores(browser: Browser, platform: Platform) -> None:
    answer = browser.login(**STORES)
    assert answer.status_code == 200
    assert len(answer.headers.getlist("Set-Cookie")) == 2
    link = part(answer, "#on")
    assert (link["data-target"], link["data-origin"]) == ("keeper", platform.issuer)
    assert link["href"].startswith(f"{platform.issuer}/mod/lti/auth.php?")
    assert link["data-secret"] not in link["href"]
    assert f"frame-ancestors 'self' {platform.issuer}" in answer.headers["Content-Security-Policy"]


def test_what_the_platform_stored_is_the_proof(browser: Browser, database: Database) -> None:
    login = browser.login(**STORES)
    asked = launch_bare(browser, login)
    assert asked.status_code == 200
    kept, wanted = part(login, "#on"), part(asked, "#on")
    for name in ("data-target", "data-origin", "data-key"):
        assert kept[name] == wanted[name]
    assert rungs(database) == []
    answer = launch_bare(browser, login, stored=kept["data-secret"])
    assert answer.status_code == 303
    assert rungs(database) == ["storage"]
    again = launch_bare(browser, login, stored=kept["data-secret"])
    assert again.status_code == 401


def test_moodle_begins_the_activity_anew(
    browser: Browser, platform: Platform, database: Database
) -> None:
    """Its hints are used up; the tab of one's own opens the activity's page of Moodle."""
    restart = restart_of(launch_bare(browser, browser.login()))
    answer = browser.client.get(restart)
    assert answer.headers["Location"] == f"{platform.issuer}/mod/lti/launch.php?id=9&triggerview=0"
    assert browser.launch().status_code == 303
    assert rungs(database) == ["new_tab"]


@pytest.mark.parametrize("began", ["restart in a tab", "launch in a frame"])
def test_mark_of_a_new_tab_counts_there_and_once(
    browser: Browser, platform: Platform, began: str
) -> None:
    """A frame that may keep no cookie may be sent the mark: its next launch needs a tab again."""
    browser.client.get(restart_of(launch_bare(browser, browser.login())))
    if began == "restart in a tab":
        browser.login()
        answer = browser.login()
    else:
        browser.client.environ_base["HTTP_SEC_FETCH_DEST"] = "iframe"
        answer = browser.login()
    assert restart_of(launch_bare(browser, answer))


@pytest.mark.parametrize("left", ["the cookies", "the state", "the login"])
def test_new_tab_that_fails_is_a_line_for_the_admin(
    browser: Browser, platform: Platform, database: Database, left: str
) -> None:
    auth = "https://sso.example/authorize"
    change_registration_row(database, platform, auth_login_url=auth)
    restart = restart_of(launch_bare(browser, browser.login()))
    with database.write() as session:
        session.query(Refusal).delete()
    if left == "the cookies":  # are kept in no tab either
        answer = launch_bare(browser, browser.client.get(restart))
        assert "new-tab" not in answer.text
    elif left == "the state":
        answer = browser.client.get("/lti/restart?state=another")
    else:
        browser.client.get(restart)
        with database.write() as session:
            session.query(LoginState).update({"expires_at": utcnow()})
        answer = browser.client.get(restart)
    assert 400 <= answer.status_code < 500
    with database.read() as session:
        (row,) = session.scalars(select(Refusal))
    assert row.reference in answer.text
    assert row.check in ("browser", "state")


@pytest.mark.parametrize("hint", ['{"launchid":"x"}', '{"cmid":"9&x=1"}', "[]", "{", ""])
def test_moodle_without_an_activity_is_told_in_words(browser: Browser, hint: str) -> None:
    answer = launch_bare(browser, browser.login(lti_message_hint=hint))
    assert answer.status_code == 403
    assert "new-tab" not in answer.text
    assert "new window" in answer.text


def test_other_platforms_let_the_login_begin_again(
    browser: Browser, platform: Platform, database: Database
) -> None:
    auth = "https://sso.example/authorize"
    change_registration_row(database, platform, auth_login_url=auth)
    restart = restart_of(launch_bare(browser, browser.login(lti_message_hint="opaque")))
    begun = browser.client.get(restart)
    assert begun.headers["Location"].startswith(f"{auth}?")
    query = parse_qs(urlsplit(begun.headers["Location"]).query)
    assert (query["login_hint"], query["lti_message_hint"]) == (["5"], ["opaque"])
    token = platform.sign(platform.claims(LEARNER, query["nonce"][0]))
    assert browser.post(token, query["state"][0]).status_code == 303
    assert rungs(database) == ["new_tab"]


def test_hints_too_long_to_keep(browser: Browser, platform: Platform, database: Database) -> None:
    change_registration_row(database, platform, auth_login_url="https://sso.example/authorize")
    answer = launch_bare(browser, browser.login(lti_message_hint="x" * 4000))
    assert "new-tab" not in answer.text
    with database.read() as session:
        assert session.scalars(select(LoginState.message_hint)).all() == [""]


def test_a_whole_tab_is_not_offered_another(browser: Browser) -> None:
    url = urlsplit(browser.login().headers["Location"])
    state = parse_qs(url.query)["state"][0]
    bare = browser.app.test_client()
    answer = bare.post("/lti/launch", data={"state": state}, headers={"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 403
    assert "new-tab" not in answer.text


def test_rung_of_the_cookies(browser: Browser, database: Database) -> None:
    assert browser.launch().status_code == 303
    state, nonce = browser.begin()
    name = next(
        key
        for key in (cookie.key for cookie in browser.client._cookies.values())
        if re.fullmatch(r"cw-login-\w+", key)
    )
    browser.client.delete_cookie(name)
    token = browser.platform.sign(browser.platform.claims(LEARNER, nonce))
    assert browser.post(token, state).status_code == 303
    assert sorted(filter(None, rungs(database))) == ["partitioned", "unpartitioned"]

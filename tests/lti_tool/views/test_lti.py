from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from structlog.testing import capture_logs

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.models import (
    Context,
    Deployment,
    LaunchSession,
    LineItem,
    LoginState,
    Membership,
    Person,
    Registration,
    ResourceLink,
    Role,
    Score,
    ScoreState,
)
from lti_tool.queue import JobName
from lti_tool.services import logins
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue, make_course, make_practice, store
from tests.lti_tool.platform_signer import (
    ASSISTANT,
    INSTRUCTOR,
    LEARNER,
    REVIEW,
    SITE_ADMIN,
    TARGET,
    Browser,
    Claims,
    Platform,
    change_registration_row,
    register_platform,
)
from tests.lti_tool.views.launch_pages import create_launch_app


@pytest.fixture
def app(
    settings: Settings,
    database: Database,
    queue: RecordingQueue,
    monkeypatch: pytest.MonkeyPatch,
) -> Flask:
    return create_launch_app(settings, database, queue, monkeypatch)


@pytest.fixture
def platform(database: Database) -> Platform:
    return register_platform(database)


@pytest.fixture
def browser(app: Flask, platform: Platform) -> Browser:
    return Browser(app, platform)


def count(database: Database, kind: type[Any]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


# Login


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


# State and browser


def test_launch_of_another_browser(app: Flask, browser: Browser, platform: Platform) -> None:
    state, nonce = browser.begin()
    token = platform.sign(platform.claims(LEARNER, nonce))
    answer = Browser(app, platform).post(token, state)
    assert answer.status_code == 403
    assert "cookie" in answer.text
    assert browser.post(token, state).status_code == 303


def test_replayed_launch(browser: Browser, platform: Platform) -> None:
    state, nonce = browser.begin()
    token = platform.sign(platform.claims(LEARNER, nonce))
    assert browser.post(token, state).status_code == 303
    answer = browser.post(token, state)
    assert answer.status_code == 401
    assert "used already" in answer.text


def test_token_of_another_login(browser: Browser, platform: Platform) -> None:
    _, nonce = browser.begin()
    other_state, _ = browser.begin()
    token = platform.sign(platform.claims(LEARNER, nonce))
    assert browser.post(token, other_state).status_code == 401


def test_expired_login(browser: Browser, platform: Platform, database: Database) -> None:
    state, nonce = browser.begin()
    with database.write() as session:
        session.query(LoginState).update({"expires_at": utcnow()})
    token = platform.sign(platform.claims(LEARNER, nonce))
    assert browser.post(token, state).status_code == 401


@pytest.mark.parametrize("state", ["", "unknown", "é", "x" * 10_000])
def test_unknown_state(browser: Browser, state: str) -> None:
    assert browser.post("a.b.c", state).status_code == 401


def test_launch_address_opened_by_hand(browser: Browser) -> None:
    answer = browser.client.get("/lti/launch")
    assert answer.status_code == 401
    assert "course page" in answer.text


@pytest.mark.parametrize(
    ("error", "shown"),
    [("access_denied", "access_denied"), ("<script>", "no reason given")],
)
def test_error_posted_by_the_platform(browser: Browser, error: str, shown: str) -> None:
    state, _ = browser.begin()
    answer = browser.client.post("/lti/launch", data={"error": error, "state": state})
    assert answer.status_code == 403
    assert shown in answer.text
    assert "<script>" not in answer.text


# The way in


def test_learner_comes_in(browser: Browser, database: Database) -> None:
    first = browser.enter(LEARNER)
    assert re.fullmatch(r"/s/[0-9a-f]{32}/learn", first)
    assert browser.client.get(first).text == "Ada Smith|learner|None"
    with database.read() as session:
        context = session.scalars(select(Context)).one()
        assert (context.lti_id, context.label) == ("2", "PHYS101")
        assert context.memberships_url
        assert context.lineitems_url
        item = session.scalars(select(LineItem)).one()
        link = session.scalars(select(ResourceLink)).one()
        assert item.id == link.line_item_id
        assert link.title == 'Practice: speed & "units"'
        assert session.scalars(select(Registration)).one().product == "moodle"


def test_way_in_is_good_once_and_leaves_no_login_cookie(browser: Browser) -> None:
    answer = browser.launch()
    assert all("Max-Age=0" in one for one in answer.headers.getlist("Set-Cookie"))
    code = answer.headers["Location"]
    entered = browser.client.get(code)
    assert "#visit=" in entered.headers["Location"]
    assert browser.client.get(code).status_code == 401


def test_second_launch_finds_the_same_rows(browser: Browser, database: Database) -> None:
    browser.enter(LEARNER)
    browser.enter(LEARNER, lambda claims: claims.update(name="Ada Lovelace"))
    for kind in (Person, Context, Membership, ResourceLink, LineItem, Deployment):
        assert count(database, kind) == 1, kind
    assert count(database, LaunchSession) == 2
    with database.read() as session:
        assert session.scalars(select(Person)).one().name == "Ada Lovelace"


def test_launch_without_names(browser: Browser) -> None:
    def hide(claims: Claims) -> None:
        for name in ("name", "given_name", "family_name", "email"):
            del claims[name]

    first = browser.enter(LEARNER, hide)
    assert browser.client.get(first).text == "|learner|None"


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([], "learner"),
        (["http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"], "learner"),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"], "learner"),
        (["http://purl.imsglobal.org/vocab/lis/v2/membership/Learner#Instructor"], "learner"),
        (["Unknown"], "learner"),
        (["Instructor"], "instructor"),
        (
            ["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"],
            "instructor",
        ),
    ],
)
def test_only_roles_of_the_course_count(
    browser: Browser, database: Database, roles: list[str], role: str
) -> None:
    browser.enter(LEARNER, lambda claims: claims.update({names.ROLES: roles}))
    with database.read() as session:
        assert session.scalars(select(Membership)).one().role == role


@pytest.mark.parametrize("recorded", [INSTRUCTOR, ASSISTANT, SITE_ADMIN])
def test_instructors_choose_what_a_new_activity_opens(browser: Browser, recorded: str) -> None:
    assert browser.enter(recorded).endswith("/activity")


def test_role_is_the_highest_of_launch_and_roster(browser: Browser, database: Database) -> None:
    browser.enter(LEARNER)
    with database.write() as session:
        session.query(Membership).update({"roster_role": Role.INSTRUCTOR})
    browser.enter(LEARNER)
    with database.read() as session:
        row = session.scalars(select(Membership)).one()
        assert (row.role, row.launch_role) == (Role.INSTRUCTOR, Role.LEARNER)
        assert row.ever_instructor


def test_ever_instructor_stays(browser: Browser, database: Database) -> None:
    def as_learner(claims: Claims) -> None:
        claims["sub"] = "3"

    browser.enter(INSTRUCTOR)
    browser.enter(LEARNER, as_learner)
    with database.read() as session:
        row = session.scalars(select(Membership)).one()
        assert (row.role, row.ever_instructor) == (Role.LEARNER, True)


def test_activity_opens_the_practice_of_its_custom_parameter(
    browser: Browser, database: Database
) -> None:
    browser.enter(INSTRUCTOR)
    with database.write() as session:
        practice = make_practice(session, session.scalars(select(Context)).one())

    def name_practice(claims: Claims) -> None:
        claims[names.CUSTOM] = {"practice_id": practice.id}

    first = browser.enter(LEARNER, name_practice)
    assert browser.client.get(first).text.endswith(practice.id)
    assert browser.enter(INSTRUCTOR).endswith("/course")


@pytest.mark.parametrize("custom", [None, "text", {"practice_id": None}, {"practice_id": "\ud800"}])
def test_odd_custom_parameters_name_no_practice(browser: Browser, custom: object) -> None:
    first = browser.enter(LEARNER, lambda claims: claims.update({names.CUSTOM: custom}))
    assert browser.client.get(first).text.endswith("|None")


def test_practice_of_another_course_is_not_opened(browser: Browser, database: Database) -> None:
    with database.write() as session:
        practice = make_practice(session, make_course(session))

    def name_practice(claims: Claims) -> None:
        claims[names.CUSTOM] = {"practice_id": practice.id}

    first = browser.enter(LEARNER, name_practice)
    assert browser.client.get(first).text.endswith("|None")


def test_services_elsewhere_are_not_kept(browser: Browser, database: Database) -> None:
    def lead_away(claims: Claims) -> None:
        claims[names.AGS_ENDPOINT]["lineitem"] = "https://evil.example/lineitem"
        claims[names.NRPS]["context_memberships_url"] = "javascript:alert(1)"

    browser.enter(LEARNER, lead_away)
    assert count(database, LineItem) == 0
    with database.read() as session:
        assert session.scalars(select(Context)).one().memberships_url is None


def test_refused_scores_are_tried_again(
    browser: Browser, database: Database, queue: RecordingQueue
) -> None:
    browser.enter(LEARNER)
    with database.write() as session:
        person = session.scalars(select(Person)).one()
        item = session.scalars(select(LineItem)).one()
        score = Score(
            line_item_id=item.id,
            person_id=person.id,
            registration_id=person.registration_id,
            given=50,
            activity_progress="InProgress",
            ts=utcnow(),
            next_at=utcnow(),
            state=ScoreState.PARKED,
        )
        store(session, score)
    browser.enter(LEARNER)
    with database.read() as session:
        assert session.scalars(select(Score)).one().state is ScoreState.WAITING
    assert (JobName.SEND_SCORES, browser.platform.registration_id) in queue.rung


def test_instructors_launch_rings_for_the_roster(
    browser: Browser, database: Database, queue: RecordingQueue
) -> None:
    browser.enter(LEARNER)
    assert queue.rung == []
    browser.enter(INSTRUCTOR)
    with database.read() as session:
        context = session.scalars(select(Context)).one()
    assert queue.rung == [(JobName.SYNC_COURSE, context.id)]


def test_blocked_person(browser: Browser, database: Database) -> None:
    browser.enter(LEARNER)
    with database.write() as session:
        session.query(Person).update({"blocked": True})
    answer = browser.launch(LEARNER)
    assert answer.status_code == 403
    assert "blocked" in answer.text


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


def test_two_clients_of_one_issuer_share_no_row(
    app: Flask, browser: Browser, database: Database
) -> None:
    other = register_platform(database)
    browser.enter(LEARNER)
    Browser(app, other).enter(LEARNER)
    for kind in (Person, Context, ResourceLink):
        assert count(database, kind) == 2, kind


def test_submission_review_shows_the_learner(browser: Browser, database: Database) -> None:
    browser.enter(LEARNER)
    with database.read() as session:
        learner = session.scalars(select(Person)).one()
    assert browser.enter(REVIEW).endswith(f"/course/learners/{learner.id}")


def test_submission_review_of_an_unknown_learner(browser: Browser, database: Database) -> None:
    first = browser.enter(REVIEW)
    assert first.endswith("/course")
    with database.read() as session:
        notices = session.scalars(select(LaunchSession)).one().settings["notices"]
    assert "no work to show" in notices[0]["text"]


@pytest.mark.parametrize("recorded", [REVIEW, "deep-linking-request-teacher1"])
def test_learner_may_not_review_or_choose(browser: Browser, recorded: str) -> None:
    answer = browser.launch(recorded, lambda claims: claims.update({names.ROLES: []}))
    assert answer.status_code == 403


def test_refused_launch_leaves_nothing_behind(browser: Browser, database: Database) -> None:
    browser.launch(REVIEW, lambda claims: claims.update({names.ROLES: []}))
    assert count(database, Person) == count(database, Context) == 0


def test_launch_without_course_is_a_course_of_its_own(browser: Browser, database: Database) -> None:
    browser.enter(LEARNER, lambda claims: claims.pop(names.CONTEXT))
    with database.read() as session:
        assert session.scalars(select(Context)).one().lti_id == "resource-link:1"


@pytest.mark.parametrize(("locale", "language"), [("zh_cn", "zh"), ("en", "en"), ("de", "en")])
def test_course_language_is_that_of_its_first_launch(
    browser: Browser, database: Database, locale: str, language: str
) -> None:
    browser.enter(LEARNER, lambda claims: claims[names.LAUNCH_PRESENTATION].update(locale=locale))
    with database.read() as session:
        assert session.scalars(select(Context)).one().language == language


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


# Keys of the tool


def test_jwks_of_an_unknown_registration(app: Flask) -> None:
    assert app.test_client().get("/lti/jwks/nobody").status_code == 404

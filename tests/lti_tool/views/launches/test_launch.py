from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lti_tool.db import Database, utcnow
from lti_tool.lti import claims as names
from lti_tool.models import (
    Context,
    Deployment,
    LaunchSession,
    LineItem,
    Membership,
    Person,
    Registration,
    ResourceLink,
    Role,
    Score,
    ScoreState,
)
from lti_tool.queue import JobName
from tests.lti_tool.factories import RecordingQueue, store
from tests.lti_tool.platform_signer import INSTRUCTOR, LEARNER, Browser, Claims
from tests.lti_tool.views.launches.counting import count


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
        assert session.scalars(select(LaunchSession)).one().came_as == "http://localhost"


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

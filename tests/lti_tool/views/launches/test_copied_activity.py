"""Launches of copied activities: what is remembered of their origin, and what they open."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.lti import claims as names
from lti_tool.models import Context, Practice, ResourceLink
from tests.lti_tool.factories import make_course, make_practice
from tests.lti_tool.platform_signer import INSTRUCTOR, LEARNER, Browser, Change, Claims


def launched(link: str = "", **custom: str | None) -> Change:
    def change(claims: Claims) -> None:
        claims[names.CUSTOM] = custom
        if link:
            claims[names.RESOURCE_LINK]["id"] = link

    return change


def opened(browser: Browser, change: Change) -> str:
    """The practice that a learner is shown, "None" for none."""
    return browser.client.get(browser.enter(LEARNER, change)).text.rpartition("|")[2]


@pytest.fixture
def practice(browser: Browser, database: Database) -> Practice:
    """Of the course of the recorded launches."""
    browser.enter(INSTRUCTOR)
    with database.write() as session:
        return make_practice(session, session.scalars(select(Context)).one())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("9,2", "9,2"), ("$Context.id.history", ""), ("", ""), (None, ""), (" 2 ", "2")],
)
def test_history_of_the_course(
    browser: Browser, database: Database, sent: str | None, kept: str
) -> None:
    browser.enter(INSTRUCTOR, launched(context_id_history=sent))
    with database.read() as session:
        assert session.scalars(select(Context)).one().history == kept


def test_history_stays_where_a_launch_leaves_it_out(browser: Browser, database: Database) -> None:
    browser.enter(INSTRUCTOR, launched(context_id_history="2"))
    browser.enter(INSTRUCTOR, launched())
    with database.read() as session:
        assert session.scalars(select(Context)).one().history == "2"


def test_overlong_name_is_no_crash(browser: Browser) -> None:
    assert opened(browser, launched(practice_id="x" * 4000, placement="y" * 4000)) == "None"


def test_what_an_instructor_settled_stays(
    browser: Browser, database: Database, practice: Practice
) -> None:
    named = launched(practice_id=practice.id)
    assert opened(browser, named) == practice.id
    with database.write() as session:
        other = make_practice(session, session.get_one(Context, practice.context_id))
        session.scalars(select(ResourceLink)).one().practice_id = other.id
    assert opened(browser, named) == other.id


def test_activity_that_is_changed_on_the_platform_follows(
    browser: Browser, database: Database, practice: Practice
) -> None:
    assert opened(browser, launched(practice_id=practice.id)) == practice.id
    with database.write() as session:
        other = make_practice(session, session.get_one(Context, practice.context_id))
    assert opened(browser, launched(practice_id=other.id)) == other.id


def test_duplicate_opens_nothing_before_it_is_settled(browser: Browser, practice: Practice) -> None:
    custom = {"practice_id": practice.id, "placement": "one"}
    assert opened(browser, launched("71", **custom)) == practice.id
    assert opened(browser, launched("72", **custom)) == "None"
    assert browser.enter(INSTRUCTOR, launched("72", **custom)).endswith("/activity")
    assert opened(browser, launched("71", **custom)) == practice.id


def test_second_activity_for_a_practice_is_no_duplicate(
    browser: Browser, practice: Practice
) -> None:
    for link, placement in (("71", "one"), ("72", "two"), ("73", None)):
        change = launched(link, practice_id=practice.id, placement=placement)
        assert opened(browser, change) == practice.id


def test_copy_of_the_named_practice_is_opened(
    browser: Browser, database: Database, practice: Practice
) -> None:
    """Once the course was copied, its other activities need no answer of anybody."""
    with database.write() as session:
        original = make_practice(session, make_course(session))
        session.get_one(Practice, practice.id).root_id = original.id
    assert opened(browser, launched("71", practice_id=original.id)) == practice.id

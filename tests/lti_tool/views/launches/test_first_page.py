from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.lti import claims as names
from lti_tool.models import Context, LaunchSession, Person
from tests.lti_tool.factories import make_course, make_practice
from tests.lti_tool.platform_signer import (
    ASSISTANT,
    INSTRUCTOR,
    LEARNER,
    REVIEW,
    SITE_ADMIN,
    Browser,
    Claims,
)


@pytest.mark.parametrize("recorded", [INSTRUCTOR, ASSISTANT, SITE_ADMIN])
def test_instructors_choose_what_a_new_activity_opens(browser: Browser, recorded: str) -> None:
    assert browser.enter(recorded).endswith("/activity")


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

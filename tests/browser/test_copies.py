"""A course is copied on the platform, in Chromium: the learner waits, the teacher is asked once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.models import Context
from tests.browser.conftest import Live
from tests.browser.test_launch import (  # noqa: F401 - `platform` is a fixture
    LEARNER,
    TEACHER,
    add_practice,
    frame_of,
    platform,
    register,
    sign_in,
)
from tests.lti_tool.factories import make_exercise

pytestmark = pytest.mark.browser


def open_copied(page: Page, platform: str, user: str, number: int = 0) -> None:  # noqa: F811
    sign_in(page, platform, user)
    page.click("ul.plain a:has-text('copy 1')")
    page.locator("li[data-cmid] a").nth(number).click()


def test_copied_course(page: Page, platform: str, live: Live, database: Database) -> None:  # noqa: F811
    register(page, platform, live)
    add_practice(page, platform)
    with database.write() as session:
        make_exercise(session, session.scalars(select(Context)).one())
    page.click("text=Duplicate")
    page.click("text=Copy course")
    expect(page.locator("h1")).to_have_text("Physics copy 1")

    open_copied(page, platform, LEARNER)
    expect(frame_of(page).locator("main")).to_contain_text("Your teacher has to open this first")

    open_copied(page, platform, TEACHER)
    expect(frame_of(page).locator("#copied")).to_contain_text("copied from “Physics”")
    frame_of(page).locator("text=Copy the exercises").click()
    expect(frame_of(page).locator("main")).to_contain_text("1 exercise was copied.")

    open_copied(page, platform, TEACHER, 1)
    expect(frame_of(page).locator("#copied")).to_contain_text("duplicate")
    frame_of(page).locator("text=Give it a practice of its own").click()
    expect(frame_of(page).locator("article.practice")).to_have_count(2)

    open_copied(page, platform, LEARNER)
    expect(frame_of(page).locator("main")).to_contain_text("Practice: speed")

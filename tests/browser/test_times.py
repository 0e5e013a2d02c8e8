"""Moments are typed and read in the browser's own time zone, and kept in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from lti_tool.models import Practice, Role
from tests.browser.conftest import Live
from tests.lti_tool.factories import make_course, make_person, make_practice
from tests.lti_tool.visits import visit_client

pytestmark = pytest.mark.browser


def test_closing_time_is_typed_in_the_teachers_own_zone(live: Live, browser: Browser) -> None:
    database = live.app.extensions["coursewright"].database
    with database.write() as session:
        course = make_course(session)
        practice = make_practice(session, course, title="Motion")
        teacher = make_person(session, course, role=Role.INSTRUCTOR)
    visit = visit_client(live.app, context=course, person=teacher)
    context = browser.new_context(timezone_id="Asia/Shanghai")
    page = context.new_page()
    live.open(page, visit, f"/practices/{practice.id}")
    expect(page.locator("main")).to_contain_text("in your time zone, Asia/Shanghai")
    page.fill("#closes_at", "2030-09-01T08:00")
    page.locator("main form button.btn-primary").click()
    page.wait_for_load_state()
    with database.read() as session:
        kept = session.get_one(Practice, practice.id).closes_at
    assert kept == datetime(2030, 9, 1, 0, 0, tzinfo=UTC)
    live.open(page, visit, f"/practices/{practice.id}")
    expect(page.locator("#closes_at")).to_have_value("2030-09-01T08:00")
    context.close()

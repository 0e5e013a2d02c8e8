"""The edit form of a case in a browser: its buttons lead to the question, Enter saves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lti_tool.db import Database
from tests.browser.conftest import Live
from tests.generators.exercise.case_studies import CASE
from tests.lti_tool.views.review_desk import Desk

pytestmark = pytest.mark.browser


def test_a_question_moves_and_enter_saves(
    live: Live, page: Page, width: int, database: Database
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    desk = Desk(live.app, database)
    draft = desk.lay(CASE)
    live.open(page, desk.client, f"/desk/{draft}/edit")
    page.get_by_role("button", name="Move question 2 up").click()
    expect(page.get_by_role("heading", name="Question 1 · Number")).to_be_visible()
    expect(page.locator("textarea[name='q0.stem']")).to_be_focused()
    expect(page.locator("textarea[name='q0.stem']")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("input[name='q0.value']").press("Enter")
    expect(page).to_have_url(f"{live.url}/s/{desk.client.visit_id}/desk/{draft}")

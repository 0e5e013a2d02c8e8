"""A case in a browser: by keyboard, typed into and left, in a narrow frame, with its ordering."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from generators.exercise.answers import MOST_WRITTEN
from generators.exercise.content import Ordering
from lti_tool.models import Attempt, TypedAnswer, WaitingAnswer
from tests.browser.conftest import Live
from tests.browser.test_learn import enter, rows, start
from tests.generators.exercise.case_studies import CASE, FULL_CASE, OPEN_CASE

pytestmark = pytest.mark.browser


def test_a_case_is_answered_by_keyboard_alone(live: Live, page: Page, locale: str) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    start(live, page, enter(live, CASE, locale=locale))
    page.locator("input[name='part-1-option']").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator("#part-2-number")).to_be_focused()
    page.keyboard.type("18 km/h")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    (attempt,) = rows(live, Attempt)
    assert attempt.answer["parts"]["2"] == {"number": "18 km/h"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_what_is_typed_into_any_question_is_kept(live: Live, page: Page) -> None:
    visit = enter(live, OPEN_CASE)
    start(live, page, visit)
    page.locator("#part-2-text").fill("Friction turns it into")
    ordering = OPEN_CASE.parts[0].content
    assert isinstance(ordering, Ordering)
    last = ordering.steps[2]
    down = page.get_by_role("button", name=f"Move down: {last}")
    while page.locator(".ordering li .step").last.inner_text() != last:
        down.click()
    page.wait_for_timeout(1500)
    (kept,) = rows(live, TypedAnswer)
    assert kept.fields["part-2-text"] == "Friction turns it into"
    page.reload()
    expect(page.locator("#part-2-text")).to_have_value("Friction turns it into")
    expect(page.locator(".ordering li .step").last).to_have_text(last)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".feedback-title")).to_have_text("Handed in")
    (waiting,) = rows(live, WaitingAnswer)
    assert waiting.answer["parts"]["1"]["order"][2] == "3"


def test_a_full_answer_in_chinese_is_kept(live: Live, page: Page) -> None:
    """Browsers send no more than 64 KiB of what may outlive its page."""
    start(live, page, enter(live, FULL_CASE))
    text = "字" * MOST_WRITTEN
    page.locator("#part-6-text").fill(text)
    page.wait_for_timeout(1500)
    (kept,) = rows(live, TypedAnswer)
    assert kept.fields["part-6-text"] == text
    expect(page.locator("[data-unkept]")).to_be_hidden()

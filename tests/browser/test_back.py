"""Back and reload after a post that was answered with a page: browsers refuse to repeat it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from generators.exercise.content import Kind
from tests.browser.conftest import Live
from tests.browser.test_learn import enter, start
from tests.lti_tool.contents import ALL

pytestmark = pytest.mark.browser


def test_back_leads_to_the_exercise_that_was_skipped(live: Live, page: Page) -> None:
    start(live, page, enter(live, ALL[Kind.MULTIPLE_CHOICE], ALL[Kind.TRUE_FALSE]))
    page.locator("#answer .btn-primary").click()
    expect(page.locator("#problem")).to_be_focused()
    assert page.url.partition("/learn/")[2].count("/") == 0
    skipped = page.url
    page.locator("button[form=next]").click()
    page.wait_for_url(lambda url: url != skipped)
    page.go_back()
    expect(page.locator("main")).to_contain_text("You skipped this exercise.")
    page.reload()
    expect(page.locator("main")).to_contain_text("You skipped this exercise.")

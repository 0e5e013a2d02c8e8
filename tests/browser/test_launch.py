"""A person's way in, in Chromium: the platform's pages are another site than the tool's frame."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import FrameLocator, Page, Route, expect
from werkzeug.serving import make_server

from deploy.demo.platform.app import create_platform
from deploy.demo.platform.config import CoursePlan, PlatformConfig, SectionPlan
from lti_tool.db import utcnow
from lti_tool.lti.vault import Vault
from lti_tool.services.registration_invites import invite_registration
from lti_tool.views.wiring import EXTENSION
from tests.browser.conftest import Live

pytestmark = pytest.mark.browser

COURSE = CoursePlan("Physics", "PHYS", "en", (SectionPlan("Speed"),), learners=2)
ADMIN, TEACHER, LEARNER = "2", "3", "5"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[str]:
    """On 127.0.0.1, the tool being on localhost: to a browser these are two sites."""
    server = make_server("127.0.0.1", 0, lambda env, start: app(env, start), threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    app: Flask = create_platform(PlatformConfig(url, tmp_path / "platform", (COURSE,)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url
    server.shutdown()
    thread.join(timeout=10)


def sign_in(page: Page, platform: str, user: str) -> None:
    page.goto(platform)
    page.click(f'button[name="user"][value="{user}"]')


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("#contentframe")


def register(page: Page, platform: str, live: Live) -> None:
    """As an admin does it: the invitation's address into the platform's page of tools."""
    wired = live.app.extensions[EXTENSION]
    with wired.database.write() as session:
        vault = Vault(wired.settings.secret_key)
        token = invite_registration(session, vault, utcnow(), "ada")
    sign_in(page, platform, ADMIN)
    page.goto(f"{platform}/admin/tools")
    page.fill("#url", f"{live.url}/lti/register/{token}")
    page.click("text=Add LTI Advantage")
    expect(frame_of(page).locator("h1")).to_contain_text("Registered")
    expect(frame_of(page).locator("main")).to_contain_text("press Activate")
    frame_of(page).locator("#close").click()
    page.click("button[value=activate]")


def add_practice(page: Page, platform: str) -> None:
    sign_in(page, platform, TEACHER)
    page.click("ul.plain a")
    page.click("a.button.main")
    frame = frame_of(page)
    frame.locator("#title").fill("Practice: speed")
    frame.locator("text=Make and use this practice").click()
    frame.locator("text=Save and return to course").click()
    expect(page.locator("li[data-cmid]")).to_contain_text("Practice: speed")


def open_activity(page: Page, platform: str, user: str) -> None:
    sign_in(page, platform, user)
    page.click("ul.plain a")
    page.click("li[data-cmid] a")


def test_from_registration_to_a_learner_in_the_frame(page: Page, platform: str, live: Live) -> None:
    register(page, platform, live)
    add_practice(page, platform)
    open_activity(page, platform, LEARNER)
    expect(frame_of(page).locator("header")).to_contain_text("Physics")
    frame = next(one for one in page.frames if one.url.startswith(f"{live.url}/s/"))
    # A script takes the code out of sight; the page's policy forbids to evaluate a predicate there.
    frame.wait_for_url(lambda url: "#" not in url)
    frame.goto(frame.url)  # a reload inside the frame: the partitioned cookie is there again
    expect(frame.locator("header")).to_contain_text("Physics")


def test_browser_that_keeps_no_cookie_is_told_so(page: Page, platform: str, live: Live) -> None:
    """The launch is refused in words that can be read in the frame, not let through."""
    register(page, platform, live)
    add_practice(page, platform)

    def lose_cookies(route: Route) -> None:
        page.context.clear_cookies(name=re.compile("^cw-"))
        route.continue_()

    page.route("**/lti/launch", lose_cookies)
    open_activity(page, platform, LEARNER)
    alert = frame_of(page).locator('[role="alert"]')
    expect(alert).to_contain_text("cookie")
    expect(alert).to_contain_text("Reference number")

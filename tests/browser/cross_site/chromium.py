"""Debian's Chromium by Playwright, in a profile of its own in which third-party cookies are
allowed or blocked as a person sets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page, Playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.cross_site.certificates import Trust
from tests.browser.cross_site.window import PATIENCE, Window

ALLOW, BLOCK = 0, 1  # Chromium's cookie_controls_mode


class ChromiumWindow(Window):
    def __init__(self, page: Page) -> None:
        self.page = self.handle = page
        page.set_default_timeout(PATIENCE * 1000)

    def go(self, url: str) -> None:
        self.page.goto(url)

    def run(self, expression: str) -> Any:
        return self._place().evaluate(expression)

    def press(self, selector: str) -> None:
        self._place().click(selector)

    def open_tab(self) -> Window:
        return ChromiumWindow(self.page.context.new_page())

    def tabs(self) -> list[Window]:
        self.page.title()  # Playwright hears of a new tab only while it is asked something
        return [ChromiumWindow(page) for page in self.page.context.pages]

    def _place(self) -> Frame:
        if not self.framed:
            return self.page.main_frame
        frame = self.page.locator("#contentframe").element_handle().content_frame()
        assert frame is not None
        return frame


@contextmanager
def open_chromium(driver: Playwright, folder: Path, trust: Trust, block: bool) -> Iterator[Window]:
    profile = folder / "chromium"
    _write_preferences(profile, block)
    context: BrowserContext = driver.chromium.launch_persistent_context(
        str(profile),
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, f"--ignore-certificate-errors-spki-list={trust.fingerprint}"],
    )
    yield ChromiumWindow(context.pages[0])
    context.close()


def _write_preferences(profile: Path, block: bool) -> None:
    path = profile / "Default" / "Preferences"
    path.parent.mkdir(parents=True)
    mode = BLOCK if block else ALLOW
    path.write_text(
        json.dumps({"profile": {"cookie_controls_mode": mode, "block_third_party_cookies": block}})
    )

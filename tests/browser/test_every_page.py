"""Every page that the tool has, with long names in it, on phones and desks, in both languages:
nothing is wider than the screen, and the console stays empty.

The addresses come from the application itself, so that a new page is looked at by itself.
`COURSEWRIGHT_SHOTS` names a folder for pictures.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page
from sqlalchemy import update

from lti_tool.db import Database, utcnow
from lti_tool.lti.vault import Vault
from lti_tool.models import LaunchSession
from lti_tool.views.locales import COOKIE
from lti_tool.views.wiring import EXTENSION
from tests.browser.conftest import Live
from tests.browser.long_site import LongSite, list_addresses, make_long_site
from tests.lti_tool.views.admin_client import invite

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("COURSEWRIGHT_SHOTS", "")
WIDTHS = (1280, 375, 320)
WIDER = """() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  const root = document.scrollingElement, room = root.clientWidth;
  if (root.scrollWidth <= room) return '';
  const wide = [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > room + 1)
    .map((one) => one.localName + '.' + one.className + '#' + one.id);
  return root.scrollWidth + ' of ' + room + ': ' + wide.slice(-3).join(', ');
}"""
OUTSIDE = (
    "/lti/login", "/lti/launch", "/lti/register/none", "/lti/enter/none", "/lti/restart",
    "/admin/enter/none", "/admin/", "/nowhere", "/s/none/learn",
)  # fmt: skip
# Files, and what needs a class with many answers.
ELSEWHERE = {
    "class_export.give", "lessons.give_file", "item_figures.give", "misconceptions.give",
    "misconceptions.show", "sources.original", "talk_export.give",
}  # fmt: skip


@dataclass
class Walk:
    """`problems` are what is wrong, with the page where it was seen."""

    page: Page
    url: str
    language: str
    path: str = ""
    problems: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.path}: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        """The browser's own word for a refusal is no fault of the page."""
        if "Failed to load resource" not in message.text:
            self.problems.append(f"{self.path}: {message.text}")

    def look(self, path: str, endpoint: str = "") -> None:
        self.path = path
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        found = self.page.locator("html").get_attribute("lang")
        if found != self.language:
            self.problems.append(f"{path}: speaks {found}")
        for width in WIDTHS:
            self._measure(width, endpoint or path)

    def _measure(self, width: int, name: str) -> None:
        self.page.set_viewport_size({"width": width, "height": 700})
        if SHOTS:
            file = f"{name.strip('/').replace('/', '-')}-{self.language}-{width}.png"
            self.page.screenshot(path=Path(SHOTS) / file, full_page=True)
        if wider := self.page.evaluate(WIDER):
            self.problems.append(f"{self.path} at {width}: {wider}")


@pytest.fixture
def site(live: Live, database: Database, locale: str) -> LongSite:
    vault = Vault(live.app.extensions[EXTENSION].settings.secret_key)
    return make_long_site(live.app, database, vault, locale)


@pytest.fixture
def walk(live: Live, page: Page, locale: str) -> Iterator[Walk]:
    walk = Walk(page, live.url, locale.replace("_", "-"))
    page.set_extra_http_headers({"Accept-Language": walk.language})
    walk.listen()
    yield walk
    assert not walk.problems, "\n".join(walk.problems)


def test_pages_of_a_course(live: Live, site: LongSite, walk: Walk) -> None:
    opened: dict[str, bool] = {}
    for visit in (site.instructor, site.learner, site.chooser):
        live.open(walk.page, visit, "/my-data")
        values = site.values | {"visit_id": visit.visit_id}
        for endpoint, path in list_addresses(live.app, "/s/", values):
            if opened.get(endpoint):
                continue
            answer = visit.get(path)
            opened[endpoint] = answer.status_code == 200
            if opened[endpoint] and b"<html" in answer.data:  # no file, no part of a page
                walk.look(path, endpoint)
    refused = {endpoint for endpoint, was_opened in opened.items() if not was_opened}
    assert refused <= ELSEWHERE, "say in long_site.IDS and TEXTS what their addresses name"


def test_pages_of_the_administration(
    live: Live, database: Database, site: LongSite, walk: Walk
) -> None:
    cookie = {"name": COOKIE, "value": walk.language.replace("-", "_"), "url": f"{live.url}/admin/"}
    walk.page.context.add_cookies([cookie])
    walk.look(invite(database))
    walk.page.get_by_role("button").last.click()
    for endpoint, path in list_addresses(live.app, "/admin", site.values):
        walk.look(path, endpoint)
    for path in ("people?words=a", "audit?action=none", "refusals?reference=zz", "people/none"):
        walk.look(f"/admin/{path}")


def test_pages_outside_a_visit(live: Live, database: Database, site: LongSite, walk: Walk) -> None:
    for path in OUTSIDE:
        walk.look(path)
    with database.write() as session:
        session.execute(update(LaunchSession).values(ended_at=utcnow()))
    walk.look(f"/s/{site.learner.visit_id}/learn")

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
from tests.lti_tool.visits import VisitClient

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("COURSEWRIGHT_SHOTS", "")
WIDTHS = (1280, 375, 320)
WIDER = """() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  const root = document.scrollingElement, room = root.clientWidth;
  if (root.scrollWidth <= room) return '';
  const wide = [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > room + 1)
    .map((one) => one.localName + '.' + one.className + '#' + one.id + ' ' + one.textContent.trim().slice(0, 20));
  return root.scrollWidth + ' of ' + room + ': ' + wide.slice(-3).join(', ');
}"""
OUTSIDE = (
    "/lti/login", "/lti/launch", "/lti/register/none", "/lti/enter/none", "/lti/restart",
    "/admin/enter/none", "/admin/", "/nowhere", "/s/none/learn",
)  # fmt: skip
NO_PAGES = {  # files and parts of pages
    "class_export.give", "course.sync_state", "desk.checks", "learn.standing", "scores.table",
    "sources.original", "sources.row", "offered_files.state", "requests.bar",
}  # fmt: skip


@dataclass
class Walk:
    """`problems` are what is wrong, with the page where it was seen."""

    page: Page
    url: str
    language: str
    path: str = ""
    opened: set[str] = field(default_factory=set)
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
        if answer.status < 400:
            self.opened.add(endpoint)
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
    for visit in (site.instructor, site.learner, site.chooser):
        live.open(walk.page, visit, "/my-data")
        values = site.values | {"visit_id": visit.visit_id}
        addresses = list(list_addresses(live.app, "/s/", values))
        for endpoint, path in addresses:
            if endpoint not in walk.opened and _is_page(visit, path):
                walk.look(path, endpoint)
    assert {endpoint for endpoint, _ in addresses} - walk.opened == NO_PAGES


def _is_page(visit: VisitClient, path: str) -> bool:
    """Not a file, not a part of a page, not refused."""
    answer = visit.get(path)
    is_whole = answer.mimetype == "text/html" and "<html" in answer.text
    return answer.status_code == 200 and is_whole


def test_pages_of_the_administration(
    live: Live, database: Database, site: LongSite, walk: Walk
) -> None:
    cookie = {"name": COOKIE, "value": walk.language.replace("-", "_"), "url": f"{live.url}/admin/"}
    walk.page.context.add_cookies([cookie])
    walk.look(invite(database))
    walk.page.get_by_role("button").last.click()
    values = site.values | {"token": "none"}
    for endpoint, path in list_addresses(live.app, "/admin", values):
        walk.look(path, endpoint)
    for path in ("people?words=a", "audit?action=none", "refusals?reference=zz", "people/none"):
        walk.look(f"/admin/{path}")


def test_pages_outside_a_visit(live: Live, database: Database, site: LongSite, walk: Walk) -> None:
    for path in OUTSIDE:
        walk.look(path)
    with database.write() as session:
        session.execute(update(LaunchSession).values(ended_at=utcnow()))
    walk.look(f"/s/{site.learner.visit_id}/learn")

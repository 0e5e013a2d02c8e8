"""Uploading, watching a file being read, and ordering skills, as an instructor does it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jobs.parts import Parts
from jobs.propose_skills import propose_course_skills
from jobs.read_source import read_source
from lti_tool.lti.vault import Vault
from lti_tool.models import Role
from lti_tool.queue import JobName
from lti_tool.views.wiring import EXTENSION
from tests.browser.conftest import Live
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser

NOTES = """# Motion

## Speed

Speed is the distance that a body covers in a unit of time. The speed of a train is the distance
from one town to the next, divided by the time that it takes to get there without a stop.

## Force

Force is a push or a pull that one body exerts on another. A force has a size and a direction, and
where two forces on a body are balanced, its motion does not change at all.
"""


@pytest.fixture
def teacher(live: Live) -> VisitClient:
    return visit_client(live.app, Role.INSTRUCTOR)


def work_off(live: Live) -> None:
    """What a worker would do with everything that was rung."""
    wired = live.app.extensions[EXTENSION]
    parts = Parts(wired.settings, wired.database, live.queue, Vault(wired.settings.secret_key))
    runs = {JobName.READ_SOURCE: read_source, JobName.PROPOSE_SKILLS: propose_course_skills}
    while live.queue.rung:
        job, row_id = live.queue.rung.pop(0)
        runs[job](parts, row_id)


def test_files_are_uploaded_and_read_while_one_watches(
    live: Live, page: Page, teacher: VisitClient, tmp_path: Path
) -> None:
    (tmp_path / "motion.md").write_text(NOTES)
    (tmp_path / "broken.pdf").write_text("just text")
    live.open(page, teacher, "/sources")
    page.get_by_label("Files from your computer").set_input_files(
        [tmp_path / "motion.md", tmp_path / "broken.pdf"]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("2 files were uploaded")).to_be_visible()
    expect(page.get_by_text("Waiting to be read")).to_have_count(2)
    work_off(live)
    expect(page.locator("[data-state=ready]")).to_have_count(1)
    expect(page.locator("[data-state=failed]")).to_contain_text("another type than its name")
    page.get_by_role("link", name="motion.md").click()
    expect(page.get_by_role("heading", name="Speed")).to_be_visible()
    expect(page.get_by_text("Force is a push or a pull")).to_be_visible()


def test_too_large_choice_is_refused_before_it_is_sent(
    live: Live, page: Page, teacher: VisitClient, tmp_path: Path
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    live.open(page, teacher, "/sources")
    page.evaluate("document.querySelector('form[data-upload]').dataset.left = '1048576'")
    small = tmp_path / "two.txt"
    small.write_bytes(b"x" * 2 * 1024 * 1024)
    page.get_by_label("Files from your computer").set_input_files(small)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("2.0 MB in all, but only 1.0 MB are left")).to_be_visible()
    assert "POST" not in sent


def test_refused_file_is_told_on_the_spot(
    live: Live, page: Page, teacher: VisitClient, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_text("")
    live.open(page, teacher, "/sources")
    page.get_by_label("Files from your computer").set_input_files(tmp_path / "empty.txt")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("empty.txt is empty")).to_be_visible()
    expect(page.get_by_role("button", name="Upload")).to_be_enabled()


def test_skills_are_ordered_by_keyboard_and_the_focus_stays(
    live: Live, page: Page, teacher: VisitClient, tmp_path: Path
) -> None:
    (tmp_path / "motion.md").write_text(NOTES)
    live.open(page, teacher, "/sources")
    page.get_by_label("Files from your computer").set_input_files(tmp_path / "motion.md")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("1 file was uploaded")).to_be_visible()
    work_off(live)
    page.get_by_role("link", name="Go to the skills").click()
    expect(page.locator(".skill-list h2")).to_have_text(["Speed", "Force"])
    page.get_by_role("button", name="Keep all").press("Enter")
    expect(page.get_by_text("Proposed", exact=True)).to_have_count(0)
    down = page.get_by_role("button", name="Move Speed down")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".skill-list h2")).to_have_text(["Force", "Speed"])
    up = page.get_by_role("button", name="Move Speed up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".skill-list h2")).to_have_text(["Speed", "Force"])
    page.get_by_role("button", name="Drop Force").press("Enter")
    expect(page.get_by_role("heading", name="Dropped skills")).to_be_visible()
    page.get_by_role("button", name="Restore Force").press("Enter")
    expect(page.locator(".skill-list h2")).to_have_text(["Speed", "Force"])


def test_pages_fit_a_phone(live: Live, page: Page, teacher: VisitClient, tmp_path: Path) -> None:
    (tmp_path / ("a-very-long-name-without-any-blank-" * 4 + ".md")).write_text(NOTES)
    page.set_viewport_size({"width": 375, "height": 700})
    live.open(page, teacher, "/sources")
    page.get_by_label("Files from your computer").set_input_files(list(tmp_path.glob("a-*.md")))
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("1 file was uploaded")).to_be_visible()
    work_off(live)
    for link in (None, re.compile("^a-very"), "Skills"):
        if link:
            page.get_by_role("link", name=link).first.click()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 375, link

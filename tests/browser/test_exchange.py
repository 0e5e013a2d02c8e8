"""An instructor brings a file in, takes it back, and takes exercises out, in a real browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from lti_tool.db import Database
from lti_tool.models import Role
from tests.browser.conftest import Live
from tests.lti_tool.factories import make_choice, make_course, make_exercise, make_skill
from tests.lti_tool.visits import VisitClient, visit_client

GIFT = "Is density mass by volume? {T}\n\nTell a story. {> a b c}\n"


def _visit(live: Live, database: Database) -> VisitClient:
    with database.write() as session:
        course = make_course(session)
        skill = make_skill(session, course)
        make_exercise(session, course, make_choice(hints=("Think.",)), skill=skill)
    return visit_client(live.app, Role.INSTRUCTOR, course)


def test_a_file_comes_in_and_is_taken_back(
    live: Live, database: Database, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "questions.gift"
    file.write_text(GIFT)
    live.open(page, _visit(live, database), "/exercises")
    page.get_by_role("link", name="Import").click()
    page.get_by_label("File with exercises").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("1 exercise came to the review desk.")).to_be_visible()
    expect(page.get_by_text("Questions of this type (ordering)")).to_be_visible()
    page.locator("summary", has_text="Undo this import").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("1 draft was taken back.")).to_be_visible()


def test_a_download_needs_one_press(live: Live, database: Database, page: Page) -> None:
    live.open(page, _visit(live, database), "/exercises/export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as Moodle XML").click()
    assert download.value.suggested_filename.endswith(".xml")
    assert b"AI-generated" in Path(download.value.path()).read_bytes()

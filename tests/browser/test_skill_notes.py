"""A skill's definition, misconceptions and prerequisites on its page: by keyboard, at 375 px."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page

from lti_tool.db import Database
from lti_tool.models import Context, SkillPrerequisite
from lti_tool.services.skills import list_skills
from tests.browser.conftest import Live
from tests.lti_tool.factories import make_skill
from tests.lti_tool.source_factories import make_passage, make_source
from tests.lti_tool.visits import visit_client

pytestmark = pytest.mark.browser

DEFINITION = "Speed is the distance that a body covers in a unit of time."
QUOTE = "A common misconception is that a fast body always has a large acceleration."
LONG = "Averyveryverylongwordthatnobodywouldeverwritebutsomebodywill" * 3


def test_notes_are_read_changed_and_taken_back(live: Live, page: Page, database: Database) -> None:
    visit = visit_client(live.app, "instructor")
    with database.write() as session:
        course = session.get_one(Context, visit.context_id)
        distance = make_skill(session, course, "Distance", position=1)
        errors = [{"text": "A fast body always has a large acceleration.", "quote": QUOTE}]
        errors.append({"text": LONG, "quote": ""})
        speed = make_skill(
            session, course, "Speed", position=2, definition=DEFINITION, misconceptions=errors
        )
        session.add(SkillPrerequisite(skill_id=speed.id, requires_id=distance.id, quote=DEFINITION))
        session.add(make_passage(make_source(session, course), f"{DEFINITION} {QUOTE}", page=4))
        skill_id = speed.id
    page.set_viewport_size({"width": 375, "height": 700})
    live.open(page, visit, f"/skills/{skill_id}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    if folder := os.environ.get("COURSEWRIGHT_SHOTS"):
        page.screenshot(path=f"{folder}/skill-notes-edit.png", full_page=True)
    page.get_by_label("Another one").focus()
    page.keyboard.type("Speed is a force.")
    page.get_by_label("Definition").fill("My own words.")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Speed was edited").wait_for()
    assert page.get_by_text("Speed is a force.").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    if folder:
        page.screenshot(path=f"{folder}/skill-notes-list.png", full_page=True)
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Undone").first.wait_for()
    with database.read() as session:
        [_, after] = list_skills(session, visit.context_id)
        assert after.definition == DEFINITION
        assert [error["text"] for error in after.misconceptions] == [e["text"] for e in errors]

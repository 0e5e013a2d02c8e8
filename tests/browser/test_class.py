"""The pages about the class, in both languages, wide and narrow: full, empty, and by keyboard."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database, utcnow
from lti_tool.models import (
    Context,
    CourseGroup,
    Exercise,
    ExerciseState,
    GroupMember,
    Practice,
    Role,
)
from tests.browser.conftest import Live
from tests.browser.test_course import SKILLS, fits, shoot
from tests.lti_tool.class_course import ClassCourse, make_doubtful
from tests.lti_tool.factories import store
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser

PAGES = {
    "class": "/class",
    "class-colours": "/class?look=colours",
    "misconceptions": "/class/misconceptions",
    "items": "/class/exercises",
    "talks": "/class/talks",
}


@pytest.fixture
def instructor(live: Live, locale: str) -> VisitClient:
    return visit_client(live.app, Role.INSTRUCTOR, locale=locale)


def fill(session: Session, instructor: VisitClient) -> None:
    """Twenty-four learners, of whom every fifth stopped; half of them in a group."""
    context = session.get_one(Context, instructor.context_id)
    context.created_at, context.synced_at = utcnow() - timedelta(days=60), utcnow()
    course = ClassCourse(session, context, session.get_one(Practice, instructor.practice_id))
    draws = random.Random(11)
    people = course.learners(24)
    people[1].name = "Bartholomäus Featherstonehaugh-Wellington"
    people[2].name = "王子涵"
    for number, name in enumerate(SKILLS):
        skill = course.skill(name, number)
        for place in range(6):
            stem = f"Question {place + 1}: what holds of {name.lower()}?"
            exercise = course.exercise(skill, make_doubtful(stem))
            for rank, person in enumerate(people):
                right = draws.random() < 0.15 + rank / 30
                ago = 20 * (rank % 5 == 0) + 5 - number + place / 10
                time = utcnow() - timedelta(days=ago)
                course.choose(exercise, person, "a" if right else draws.choice("bbc"), time)
    group = CourseGroup(context_id=context.id, external_id="1", name="Monday 周一")
    store(session, group)
    store(session, *(GroupMember(group_id=group.id, person_id=one.id) for one in people[:12]))


def test_pages_about_the_class(
    live: Live, page: Page, database: Database, instructor: VisitClient, locale: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    for name, path in PAGES.items():
        live.open(page, instructor, path)
        expect(page.locator(".empty")).to_be_visible()
        assert fits(page), f"empty {name} is wider than {width} px"
    with database.write() as session:
        fill(session, instructor)
    for name, path in PAGES.items():
        live.open(page, instructor, path)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".empty")).to_have_count(0)
        assert fits(page), f"{name} is wider than {width} px"
        shoot(page, f"{name}-{locale}-{width}")
    assert [text for text in problems if "error" in text.lower()] == []


@pytest.mark.parametrize("locale", ["en"])
def test_from_ticks_to_help_and_from_a_flag_to_withdrawal_by_keyboard(
    live: Live, page: Page, database: Database, instructor: VisitClient
) -> None:
    with database.write() as session:
        fill(session, instructor)
    live.open(page, instructor, "/class")
    page.get_by_role("checkbox", name="Choose Learner 000").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="What would help those who are ticked").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who needs what")).to_be_visible()
    expect(page.get_by_text("Write to them")).to_be_visible()
    live.open(page, instructor, "/class/exercises")
    page.locator('input[name="exercise"]').first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Withdraw those that are ticked").focus()
    page.keyboard.press("Enter")
    undo = page.get_by_role("button", name=re.compile("^Undo"))
    expect(undo).to_be_visible()
    assert count_withdrawn(database) == 1
    undo.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is published again")).to_be_visible()
    assert count_withdrawn(database) == 0


def count_withdrawn(database: Database) -> int:
    with database.read() as session:
        states = session.scalars(select(Exercise.state)).all()
    return states.count(ExerciseState.WITHDRAWN)


@pytest.mark.parametrize("locale", ["en"])
def test_heads_of_the_table_stay_in_sight(
    live: Live, page: Page, database: Database, instructor: VisitClient
) -> None:
    with database.write() as session:
        fill(session, instructor)
    live.open(page, instructor, "/class")
    area, head = page.locator(".class-scroll"), page.locator(".class-table thead th").first
    area.evaluate("area => area.scrollTo(60, area.scrollHeight)")
    inner, outer = head.bounding_box(), area.bounding_box()
    assert inner is not None
    assert outer is not None
    assert abs(inner["x"] - outer["x"]) < 2
    assert abs(inner["y"] - outer["y"]) < 2
    name, row = page.locator("tbody th").last.bounding_box(), head.bounding_box()
    assert name is not None
    assert row is not None
    assert abs(name["x"] - row["x"]) < 2
    assert abs(name["width"] - row["width"]) < 2

"""An instructor's first page, the scores and one learner, in both languages, wide and narrow."""

from __future__ import annotations

import os
import random
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from lti_tool.db import Database, utcnow
from lti_tool.models import Context, OutsideEvidence, Practice, Role, ScoreState, Skill, Wish
from tests.browser.conftest import Live
from tests.lti_tool.factories import make_exercise, make_person, make_score, make_skill, store
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("COURSEWRIGHT_SHOTS", "")
SKILLS = ("Average speed", "Density and mass", "Pressure in liquids", "Pulleys", "Work and power")
STATES = [
    (ScoreState.CONFIRMED, ""),
    (ScoreState.WAITING, "busy_503"),
    (ScoreState.OVERRIDDEN, "overridden"),
    (ScoreState.LOCKED, "locked"),
    (ScoreState.PARKED, "refused_400"),
]


@pytest.fixture
def instructor(live: Live, locale: str) -> VisitClient:
    return visit_client(live.app, Role.INSTRUCTOR, locale=locale)


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def fits(page: Page) -> bool:
    script = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(script))


def fill(session: Session, instructor: VisitClient) -> str:
    """A course in which something happened; the id of its first learner."""
    context = session.get_one(Context, instructor.context_id)
    practice = session.get_one(Practice, instructor.practice_id)
    skills = [make_skill(session, context, name, position=n) for n, name in enumerate(SKILLS)]
    make_exercise(session, context, skill=skills[0])
    store(session, Wish(context_id=context.id, skill_id=skills[2].id, count=4))
    draws, people = random.Random(7), []
    for number, name in enumerate(["Ada Smith", "Björn García", "李明", "Élise Åberg", ""]):
        person = make_person(session, context, name=name)
        people.append(person)
        for place, skill in enumerate(skills[: 5 - number]):
            add_grades(session, context, person.id, skill, draws, strong=place < 2)
        state, error = STATES[number]
        result = None if state in (ScoreState.WAITING, ScoreState.PARKED) else 40.0 + number
        given = 40.0 + 10 * number
        make_score(session, context, practice, person, state=state, last_error=error,
                   result=result, failures=1, given=given, sent_at=utcnow())  # fmt: skip
    add_grade(session, context, people[0].id, "Participation", "p", 0.5)
    add_grade(session, context, people[0].id, "Read: pulleys", "module:7", 1.0, skills[3],
              source="completion")  # fmt: skip
    return people[0].id


def add_grades(
    session: Session,
    context: Context,
    person_id: str,
    skill: Skill,
    draws: random.Random,
    strong: bool,
) -> None:
    for number in range(draws.choice([1, 6, 14])):
        score = 1.0 if draws.random() < (0.95 if strong else 0.3) else 0.0
        key = f"{skill.id}-{number}"
        add_grade(session, context, person_id, f"Quiz {number + 1}", key, score, skill)


def add_grade(
    session: Session,
    context: Context,
    person_id: str,
    title: str,
    key: str,
    score: float,
    *skills: Skill,
    source: str = "gradebook",
) -> None:
    row = OutsideEvidence(
        context_id=context.id, person_id=person_id, source=source, external_id=key,
        title=title, skill_ids=[skill.id for skill in skills], score=score,
        seen_at=utcnow() - timedelta(days=1),
    )  # fmt: skip
    store(session, row)


def test_pages_of_an_instructor(
    live: Live, page: Page, database: Database, instructor: VisitClient, locale: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    live.open(page, instructor, "/course")
    expect(page.locator('[aria-current="step"]')).to_have_count(1)
    shoot(page, f"course-empty-{locale}-{width}")
    with database.write() as session:
        learner = fill(session, instructor)
        context = session.get_one(Context, instructor.context_id)
        context.sync_note, context.synced_at = "ws_empty", utcnow()
        context.sync_problems = {"people": "ws_empty", "completion": "ws_function_missing"}
    pages = {
        "course": "/course",
        "learner": f"/course/learners/{learner}",
        "activities": "/course/activities",
        "scores": "/scores",
    }
    for name, path in pages.items():
        live.open(page, instructor, path)
        expect(page.locator("h1")).to_be_visible()
        assert fits(page), f"{name} is wider than {width} px"
        shoot(page, f"{name}-{locale}-{width}")
    assert [text for text in problems if "error" in text.lower()] == []


@pytest.mark.parametrize("locale", ["en"])
def test_score_is_sent_again_by_keyboard_and_the_table_keeps_up(
    live: Live, page: Page, database: Database, instructor: VisitClient
) -> None:
    with database.write() as session:
        context = session.get_one(Context, instructor.context_id)
        practice = session.get_one(Practice, instructor.practice_id)
        person = make_person(session, context, name="Ada")
        score = make_score(session, context, practice, person, state=ScoreState.LOCKED)
    live.open(page, instructor, "/scores")
    page.get_by_role("button", name=re.compile("Send again.*Ada")).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#scores")).to_contain_text("Waiting")
    with database.write() as session:
        session.merge(score).state = ScoreState.CONFIRMED
    expect(page.locator("#scores tbody")).to_contain_text("Sent", timeout=10_000)

"""The learner's own word in a browser: a figure contested by keyboard, pages in narrow frames."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lti_tool.db import utcnow
from lti_tool.models import Context, Disagreement, Person, Practice, Skill
from tests.browser.conftest import Live
from tests.lti_tool.factories import (
    make_course,
    make_person,
    make_practice,
    make_resource_link,
    make_skill,
)
from tests.lti_tool.services.learning import RIGHT, WRONG, Learning
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser


def enter(live: Live, **person: str) -> VisitClient:
    """A learner who answered four times, in a course that asks how it goes."""
    database = live.app.extensions["coursewright"].database
    with database.write() as session:
        context: Context = make_course(session, self_reports=True)
        skill: Skill = make_skill(session, context, "Average speed on a journey with several legs")
        make_skill(session, context, "Acceleration", position=1)
        practice: Practice = make_practice(session, context, title="Motion", language="")
        learner: Person = make_person(session, context, **person)
        link = make_resource_link(session, context, practice)
        learning = Learning(session, context, skill, practice, learner, link)
        exercises = [learning.publish_another(number) for number in range(7)]
        for number, exercise in enumerate(exercises[:4]):
            showing = learning.show(exercise)
            when = utcnow() - timedelta(days=6, minutes=-number)
            learning.answer(showing, RIGHT if number else WRONG, when)
            showing.closed_at = when
    return visit_client(live.app, context=context, practice=practice, person=learner)


def test_a_figure_is_contested_by_keyboard_and_the_test_ends_with_its_change(
    live: Live, page: Page
) -> None:
    live.open(page, enter(live), "/mastery")
    page.locator("details.skill > summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How the figure comes about")).to_be_visible()
    page.locator("details.disagree > summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("I know this")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for number in (1, 2, 3):
        expect(page.locator(".exercise-why")).to_contain_text(f"exercise {number} of 3")
        page.get_by_role("radio", name="24 km/h").check()
        page.get_by_role("button", name="Check my answer").click()
        expect(page.locator("#feedback")).to_be_visible()
        page.get_by_role("button", name="Next exercise").click()
    expect(page.locator("main")).to_contain_text("After the test")
    expect(page.locator("main")).to_contain_text("I know this")
    expect(page.locator(".rows tbody tr")).to_have_count(3)
    with live.app.extensions["coursewright"].database.read() as session:
        assert session.query(Disagreement).one().state == "tested"


def test_no_page_of_the_learner_is_wider_than_its_frame(
    live: Live, page: Page, width: int, locale: str
) -> None:
    visit = enter(live, locale=locale)
    live.open(page, visit, "/mastery")
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/learn", "/learn/score", "/mastery", "/how-it-goes", "/my-data"):
        live.open(page, visit, path)
        page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

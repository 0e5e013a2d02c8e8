"""The learner's page as a person uses it: by keyboard, in a narrow frame, without script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from generators.exercise.content import Content, Kind
from lti_tool.db import utcnow
from lti_tool.models import (
    Attempt,
    Context,
    LaunchSession,
    Person,
    Practice,
    Showing,
    TypedAnswer,
)
from tests.browser.conftest import Live
from tests.lti_tool.contents import ALL, ORDERING
from tests.lti_tool.factories import (
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_skill,
)
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser


def enter(live: Live, *contents: Content, **person: Any) -> VisitClient:
    """A learner in a practice of these exercises."""
    database = live.app.extensions["coursewright"].database
    with database.write() as session:
        context = make_course(session)
        skill = make_skill(session, context, "Average speed")
        for content in contents:
            make_exercise(session, context, content, skill=skill)
        practice = make_practice(session, context, title="Motion", language="")
        learner = make_person(session, context, **person)
    return visit_client(live.app, context=context, practice=practice, person=learner)


def rows(live: Live, kind: type[Any]) -> list[Any]:
    with live.app.extensions["coursewright"].database.read() as session:
        return list(session.query(kind).order_by(kind.created_at))


def start(live: Live, page: Page, visit: VisitClient) -> None:
    live.open(page, visit, "/learn")
    page.locator(".next-card button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("kind", list(Kind))
def test_no_kind_is_wider_than_a_narrow_frame(
    live: Live, page: Page, kind: Kind, locale: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 400})
    start(live, page, enter(live, ALL[kind], locale=locale))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator("#answer")).to_be_attached()


def test_choice_by_keyboard_alone(live: Live, page: Page) -> None:
    visit = enter(live, ALL[Kind.MULTIPLE_CHOICE])
    live.open(page, visit, "/learn")
    page.locator(".next-card button").focus()
    page.keyboard.press("Enter")
    page.locator("input[name=option]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    assert len(rows(live, Attempt)) == 1


def test_ordering_by_buttons(live: Live, page: Page) -> None:
    start(live, page, enter(live, ORDERING))
    for place, step in enumerate(ORDERING.steps):
        button = page.get_by_role("button", name=f"Move up: {step}")
        while page.locator(".ordering li .step").nth(place).inner_text() != step:
            button.focus()
            page.keyboard.press("Enter")
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".feedback-title")).to_contain_text("Right")


def test_ordering_by_numbers_without_script(live: Live, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    start(live, page, enter(live, ORDERING))
    expect(page.locator(".moves").first).to_be_hidden()
    for place, step in enumerate(ORDERING.steps, start=1):
        page.get_by_label(f"Place of: {step}").select_option(str(place))
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".feedback-title")).to_contain_text("Right")
    context.close()


def test_typed_answer_outlives_the_visit(live: Live, page: Page) -> None:
    """The session ends while the learner types; after a new launch the form is filled again."""
    visit = enter(live, ALL[Kind.SHORT_ANSWER])
    start(live, page, visit)
    page.locator("#text").fill("velocity")
    database = live.app.extensions["coursewright"].database
    with database.write() as session:
        ended = session.get_one(LaunchSession, visit.visit_id)
        session.delete(ended)
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("h1")).to_contain_text("Your visit has ended")
    assert rows(live, Attempt) == []
    again = relaunch(live, visit)
    start(live, page, again)
    expect(page.locator("#text")).to_have_value("velocity")
    expect(page.locator("[data-restored]")).to_be_visible()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".feedback-title")).to_contain_text("Right")
    assert len(rows(live, Showing)) == 1


def test_page_says_that_its_visit_has_ended(live: Live, page: Page) -> None:
    start(live, page, enter(live, ALL[Kind.SHORT_ANSWER]))
    with live.app.extensions["coursewright"].database.write() as session:
        session.execute(update(LaunchSession).values(seen_at=utcnow() - timedelta(hours=3)))
    expect(page.locator("[data-ended]")).to_be_hidden()
    page.locator("#text").fill("velocity")
    expect(page.locator("[data-ended]")).to_be_visible()
    assert [row.fields["text"] for row in rows(live, TypedAnswer)] == ["velocity"]


def test_page_says_what_could_not_be_kept(live: Live, page: Page) -> None:
    """And then tries again, also of what was typed in the meantime. In another tab, that one's
    text stands beside the own, and the learner chooses."""
    start(live, page, enter(live, ALL[Kind.SHORT_ANSWER]))
    other = page.context.new_page()
    other.goto(page.url)
    page.route("**/typed", lambda route: route.abort())
    page.locator("#text").fill("velo")
    expect(page.locator("[data-unkept]")).to_be_visible()
    page.unroute("**/typed")
    page.locator("#text").fill("velocity")
    expect(page.locator("[data-unkept]")).to_be_hidden()
    assert [row.fields["text"] for row in rows(live, TypedAnswer)] == ["velocity"]
    other.locator("#text").fill("speed")
    expect(other.locator("[data-other]")).to_have_text("velocity")
    other.locator("[data-mine]").click()
    expect(other.locator("[data-elsewhere]")).to_be_hidden()
    page.locator("#text").fill("velocity!")
    expect(page.locator("[data-other]")).to_have_text("speed")
    page.locator("[data-theirs]").click()
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.locator("#text")).to_have_value("speed")


def test_answer_that_is_left_is_kept(live: Live, page: Page) -> None:
    """By going to another page in the moment of typing, or by a reload."""
    visit = enter(live, ALL[Kind.SHORT_ANSWER])
    start(live, page, visit)
    page.locator("#text").fill("velocity")
    page.get_by_role("link", name="What I know").first.click()
    expect(page.locator("#answer")).to_have_count(0)
    page.evaluate("sessionStorage.clear()")
    start(live, page, visit)
    expect(page.locator("#text")).to_have_value("velocity")
    expect(page.locator("[data-restored]")).to_be_visible()
    check_boxes_restored(live, page)


def check_boxes_restored(live: Live, page: Page) -> None:
    """Where the server is not reached a box that was unticked stays so, though the form begins with
    the last answer."""
    start(live, page, enter(live, ALL[Kind.MULTIPLE_RESPONSE]))
    for name in ("velocity", "speed"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Check my answer").click()
    ticked = page.locator(".choice:has(:checked)")
    expect(ticked).to_have_count(2)
    page.route("**/typed", lambda route: route.abort())
    page.get_by_label("speed", exact=True).uncheck()
    page.get_by_label("mass", exact=True).check()
    page.goto(page.url.partition("#")[0])
    assert sorted(ticked.all_inner_texts()) == ["mass", "velocity"]
    for name in ("velocity", "mass"):
        page.get_by_label(name, exact=True).uncheck()
    page.goto(page.url)
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(ticked).to_have_count(0)


def relaunch(live: Live, visit: VisitClient) -> VisitClient:
    with live.app.extensions["coursewright"].database.read() as session:
        context = session.get_one(Context, visit.context_id)
        person = session.get_one(Person, visit.person_id)
        practice = session.get_one(Practice, visit.practice_id)
    return visit_client(live.app, context=context, practice=practice, person=person)


def test_page_breaks_no_rule_of_its_own_policy(live: Live, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    visit = enter(live, ALL[Kind.MATCHING])
    start(live, page, visit)
    page.locator("select").first.select_option(index=1)
    page.get_by_role("button", name="Check my answer").click()
    page.get_by_role("button", name="Show the solution").click()
    live.open(page, visit, "/mastery")
    page.locator("details.skill > summary").first.click()
    expect(page.get_by_role("heading", name="How the figure comes about")).to_be_visible()
    assert [text for text in said if "favicon" not in text and "404" not in text] == []

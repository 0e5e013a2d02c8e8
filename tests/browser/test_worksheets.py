"""Worksheets in a browser: an instructor plans, edits by keyboard and sends; a learner works."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from jobs.parts import Parts
from jobs.plan_worksheet import plan_worksheet
from lti_tool.db import Database, utcnow
from lti_tool.lti.vault import Vault
from lti_tool.models import (
    Context,
    GenerationRequest,
    Giving,
    PlannerModel,
    Practice,
    Role,
    SheetPath,
    Source,
    SourceState,
    Worksheet,
    WorksheetState,
)
from lti_tool.queue import JobName
from lti_tool.services import giving, planner_models, trainings
from lti_tool.services.planner_models import Trained
from lti_tool.views.wiring import EXTENSION
from tests.browser.conftest import Live
from tests.browser.test_course import SKILLS, fits, shoot
from tests.lti_tool.class_course import ClassCourse, make_doubtful
from tests.lti_tool.factories import store
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser

FIGURES = {
    "unseen_sheets": 64.0, "planner_auc": 0.56, "rule_auc": 0.83, "warm_start_auc": 0.71,
    "valid": 0.88, "in_band": 0.79, "data_in_band": 0.8, "exam_gain": 0.012, "lowest_gain": -0.02,
}  # fmt: skip
DATA = {"learners": 9, "own_sheets": 212, "rule_sheets": 100, "simulated_sheets": 88, "removed": 3}


@pytest.fixture
def instructor(live: Live, locale: str) -> VisitClient:
    return visit_client(live.app, Role.INSTRUCTOR, locale=locale)


def fill(database: Database, instructor: VisitClient) -> None:
    """Four learners, three skills with two exercises each, a source."""
    with database.write() as session:
        context = session.get_one(Context, instructor.context_id)
        practice = session.get_one(Practice, instructor.practice_id)
        course = ClassCourse(session, context, practice)
        people = course.learners(4)
        people[0].name = "Bartholomäus Featherstonehaugh-Wellington"
        for number, name in enumerate(SKILLS[:3]):
            skill = course.skill(name, number)
            for place in range(2):
                exercise = course.exercise(skill, make_doubtful(f"What holds of {name} {place}?"))
                for person in people:
                    moment = utcnow() - timedelta(hours=9 - place)
                    course.choose(exercise, person, "b" if number else "a", moment)
        source = Source(
            context_id=context.id, filename="a.txt", media_type="text/plain", size=1, sha256="",
            state=SourceState.READY,
        )  # fmt: skip
        store(session, source)


def run_jobs(live: Live, database: Database, data: Path) -> None:
    """What a worker would do with the worksheets that wait."""
    settings = live.app.extensions[EXTENSION].settings
    parts = Parts(settings, database, live.queue, Vault(settings.secret_key))
    del data
    for job, row in live.queue.rung:
        if job is JobName.PLAN_WORKSHEET:
            plan_worksheet(parts, row)
    live.queue.rung.clear()


def test_pages_of_worksheets(
    live: Live, page: Page, database: Database, instructor: VisitClient, locale: str, width: int,
    tmp_path: Path,
) -> None:  # fmt: skip
    page.set_viewport_size({"width": width, "height": 800})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    for name, path in {"worksheets": "/worksheets", "planner": "/class/planner"}.items():
        live.open(page, instructor, path)
        expect(page.locator(".empty").first).to_be_visible()
        assert fits(page), f"empty {name} is wider than {width} px"
        shoot(page, f"{name}-empty-{locale}-{width}")
    fill(database, instructor)
    live.open(page, instructor, "/worksheets")
    shoot(page, f"worksheets-form-{locale}-{width}")
    page.locator("#learners summary").press("Enter")
    page.locator("#learners input[type=search]").fill("bartholomäus")
    page.locator("#learners input[type=search]").press("Enter")
    chosen = page.locator("#learners li button")
    expect(chosen).to_have_count(1)
    assert fits(page), f"the search is wider than {width} px"
    shoot(page, f"worksheets-found-{locale}-{width}")
    chosen.press("Enter")
    expect(page.locator("[data-state=waiting]")).to_be_visible()
    shoot(page, f"worksheet-waiting-{locale}-{width}")
    run_jobs(live, database, tmp_path)
    expect(page.locator("[data-state=planned]")).to_be_visible()  # by polling alone
    expect(page.locator(".slots > li")).to_have_count(6)
    show_both(database)
    page.reload()
    for details in page.locator("details").all():
        details.evaluate("one => one.open = true")
    assert fits(page), f"the worksheet is wider than {width} px"
    shoot(page, f"worksheet-{locale}-{width}")
    train(database, instructor)
    live.open(page, instructor, "/class/planner")
    assert fits(page), f"the planner's page is wider than {width} px"
    shoot(page, f"planner-{locale}-{width}")
    assert [text for text in problems if "error" in text.lower()] == []


def show_both(database: Database) -> None:
    """As if a planner had been asked, too."""
    with database.write() as session:
        row = session.scalars(select(Worksheet)).one()
        row.sheets = {**row.sheets, SheetPath.PLANNER: list(reversed(row.slots))}
        row.path_reason = "worse_in_worlds"


def train(database: Database, instructor: VisitClient) -> None:
    context_id = instructor.context_id
    with database.write() as session:
        trainings.ask_for_training(session, PlannerModel, context_id)
        turn = trainings.begin_training(session, PlannerModel, context_id, utcnow())
        assert turn
        trained = Trained(SheetPath.RULE, "worse_in_worlds", "4f1c", data=DATA, figures=FIGURES)
        planner_models.keep_trained(session, turn, trained, utcnow())


@pytest.mark.parametrize("locale", ["en"])
def test_an_instructor_plans_edits_and_sends_by_keyboard(
    live: Live, page: Page, database: Database, instructor: VisitClient, tmp_path: Path
) -> None:
    fill(database, instructor)
    live.open(page, instructor, "/class")
    press(page, "link", "Plan a worksheet")
    press(page, "button", "Plan a worksheet")
    expect(page.locator("[data-state=waiting]")).to_be_visible()
    run_jobs(live, database, tmp_path)
    slots = page.locator(".slots > li")
    expect(slots).to_have_count(6)
    first = slots.first.get_attribute("id")
    press(page, "button", re.compile("^Move 1\\. .* down$"))
    expect(page.locator(f"#{first}:nth-child(2)")).to_be_visible()
    assert page.url.endswith(f"#{first}")  # and there the focus goes on
    press(page, "button", re.compile("^Remove 2\\."))
    expect(slots).to_have_count(5)
    press(page, "button", "Undo")
    expect(slots).to_have_count(6)
    page.locator(".slot-act summary").nth(2).focus()
    page.keyboard.press("Enter")
    replace = slots.nth(2).get_by_label("Kind")
    replace.select_option("ordering")
    slots.nth(2).locator("button[value=change]").focus()
    page.keyboard.press("Enter")
    expect(slots.nth(2)).to_contain_text("An instructor put it here.")
    press(page, "button", "Send to the drafters")
    expect(page.locator("section.request").first).to_be_visible()
    with database.read() as session:
        request = session.scalars(
            select(GenerationRequest).order_by(GenerationRequest.created_at.desc())
        ).all()[0]
        row = session.scalars(select(Worksheet)).one()
    assert row.request_id == request.id
    assert row.state is WorksheetState.SENT


def test_a_class_is_given_a_worksheet_while_the_page_says_how_far_it_is(
    live: Live, page: Page, database: Database, instructor: VisitClient, locale: str, width: int,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """By the keyboard; what is polled leaves the focus where it was."""
    monkeypatch.setattr(giving, "AT_ONCE", 1)
    page.set_viewport_size({"width": width, "height": 800})
    fill(database, instructor)
    live.open(page, instructor, "/worksheets")
    page.locator("form:has(select[name=whom]) button").press("Enter")
    run_jobs(live, database, tmp_path)
    expect(page.locator("[data-state=planned]")).to_be_visible()
    page.locator("form[data-busy] button").press("Enter")
    progress = page.locator("#giving progress")
    expect(progress).to_have_attribute("value", "0")
    stop = page.locator("form[action$=stop] button")
    stop.focus()
    ((_, giving_id),) = live.queue.rung
    step_once(database, giving_id)
    expect(progress).to_have_attribute("value", "1")  # by polling alone
    expect(stop).to_be_focused()
    assert fits(page), f"a worksheet that is given is wider than {width} px"
    shoot(page, f"giving-{locale}-{width}")
    stop.press("Enter")
    expect(page.locator("form[action$=go-on]")).to_be_visible()
    shoot(page, f"giving-stopped-{locale}-{width}")
    page.locator("form[action$=go-on] button").press("Enter")
    expect(progress).to_be_visible()
    while step_once(database, giving_id):
        pass
    undo = page.locator("details:has(form[action$=take-back])")
    expect(undo).to_be_visible()  # the page is loaded anew
    undo.locator("summary").press("Enter")
    assert fits(page)
    shoot(page, f"given-{locale}-{width}")
    undo.locator("button").press("Enter")
    step_once(database, giving_id)
    break_off(database, giving_id)
    again = page.locator("form[action$=take-back] button")
    expect(again).to_be_visible()
    expect(page.locator("form[action$=go-on]")).to_have_count(0)
    assert fits(page)
    shoot(page, f"taking-interrupted-{locale}-{width}")
    again.press("Enter")
    expect(progress).to_be_visible()
    while step_once(database, giving_id):
        pass
    expect(page.locator("form[action$=give]")).to_be_visible()
    shoot(page, f"taken-back-{locale}-{width}")


def step_once(database: Database, giving_id: str) -> bool:
    """What a worker does next; whether there is more."""
    with database.read() as session:
        step = giving.read_step(session, giving_id)
    with database.write() as session:
        return giving.keep_step(session, giving_id, step, utcnow())


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    """Focused, then Enter: no mouse."""
    found = page.get_by_role(role, name=name, exact=isinstance(name, str)).first  # type: ignore[arg-type]
    found.focus()
    page.keyboard.press("Enter")


def test_a_learner_works_through_a_worksheet(
    live: Live, page: Page, database: Database, instructor: VisitClient, locale: str, width: int,
    tmp_path: Path,
) -> None:  # fmt: skip
    page.set_viewport_size({"width": width, "height": 800})
    fill(database, instructor)
    with database.read() as session:
        context = session.get_one(Context, instructor.context_id)
        practice = session.get_one(Practice, instructor.practice_id)
    learner = visit_client(live.app, context=context, practice=practice, locale=locale)
    live.open(page, learner, "/learn")
    page.locator(".learn-side a[href*='/learn/worksheet']").click()
    shoot(page, f"own-none-{locale}-{width}")
    page.locator("#worksheet form button").click()
    expect(page.locator("[data-state=waiting]")).to_be_visible()
    run_jobs(live, database, tmp_path)
    expect(page.locator("[data-state=planned]")).to_be_visible()
    places = page.locator(".sheet-places > li")
    expect(places).to_have_count(5)
    assert fits(page)
    shoot(page, f"own-planned-{locale}-{width}")
    page.locator(".steps-bar button").first.click()
    for number in range(5):
        expect(page.locator(".exercise-why")).to_contain_text(re.compile(rf"{number + 1}\D+5"))
        page.locator("input[name=option]").first.check()
        page.locator("#answer .btn-primary").click()
        expect(page.locator("#feedback")).to_be_visible()
        if number == 2:
            shoot(page, f"own-exercise-{locale}-{width}")
        page.locator("button[form=next]").first.click()
    expect(page.locator("[data-state=done]")).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "5")
    assert fits(page)
    shoot(page, f"own-done-{locale}-{width}")


def break_off(database: Database, giving_id: str) -> None:
    """As where three workers died over the same step."""
    with database.write() as session:
        row = session.get_one(Giving, giving_id)
        row.tries, row.lease_until = giving.MOST_TRIES, None
        assert not giving.begin_run(session, giving_id, utcnow())

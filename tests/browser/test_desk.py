"""The review desk by keyboard, in Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from generators.exercise.verdict import Outcome, Verdict
from lti_tool.db import Database, utcnow
from lti_tool.models import (
    Context,
    Draft,
    DraftState,
    GenerationRequest,
    Role,
    Source,
    SourceState,
    WorkerBeat,
)
from lti_tool.services import drafts, requests
from tests.browser.conftest import Live
from tests.browser.test_course import fits, shoot
from tests.lti_tool.factories import (
    make_choice,
    make_course,
    make_draft,
    make_person,
    make_request,
    store,
)
from tests.lti_tool.visits import VisitClient, visit_client

pytestmark = pytest.mark.browser
FLAG = Verdict(check="option_length", outcome=Outcome.FLAG, reason="key_is_longest")


def press(page: Page, key: str) -> None:
    """Once the page listens."""
    page.wait_for_load_state()
    page.keyboard.press(key)


@pytest.fixture
def visit(live: Live, database: Database) -> VisitClient:
    """An instructor whose desk holds three drafts, the second with a flag."""
    with database.write() as session:
        context = make_course(session)
        source = Source(
            context_id=context.id,
            filename="a.md",
            media_type="text/markdown",
            size=1,
            sha256="0",
            state=SourceState.READY,
        )
        store(session, source)
        request = make_request(session, context)
        for number in (1, 2, 3):
            verdicts = [FLAG] if number == 2 else []
            make_draft(session, request, make_choice(f"Question {number}?"), verdicts=verdicts)
    return visit_client(live.app, Role.INSTRUCTOR, context)


@pytest.fixture
def states(database: Database) -> Callable[[], dict[str, DraftState]]:
    """By stem."""

    def read() -> dict[str, DraftState]:
        with database.read() as session:
            return {(row.content or {})["stem"]: row.state for row in session.query(Draft)}

    return read


def test_a_whole_desk_is_decided_on_by_keys(
    live: Live, page: Page, visit: VisitClient, states: Callable[[], dict[str, DraftState]]
) -> None:
    live.open(page, visit, "/desk")
    press(page, "j")
    expect(page.get_by_text("Question 1?")).to_be_visible()
    press(page, "j")
    expect(page.get_by_text("clearly the longest").first).to_be_visible()
    press(page, "k")
    expect(page.get_by_text("Question 1?")).to_be_visible()

    press(page, "a")
    expect(page.get_by_text("Question 2?")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("Question 1?")).to_be_visible()
    assert set(states().values()) == {DraftState.IN_REVIEW}

    press(page, "x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("axe rejects you")
    assert set(states().values()) == {DraftState.IN_REVIEW}
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 2?")).to_be_visible()
    assert states()["Question 1?"] is DraftState.REJECTED

    press(page, "a")
    expect(page.get_by_text("Question 3?")).to_be_visible()
    press(page, "a")
    expect(page.get_by_text("Nothing to review")).to_be_visible()
    assert states()["Question 3?"] is DraftState.PUBLISHED


def test_key_pressed_twice_decides_once(
    live: Live, page: Page, visit: VisitClient, states: Callable[[], dict[str, DraftState]]
) -> None:
    live.open(page, visit, "/desk")
    press(page, "j")
    expect(page.get_by_text("Question 1?")).to_be_visible()
    page.wait_for_load_state()
    sent = page.evaluate(
        """() => {
          let sent = 0;
          document.addEventListener("submit", () => { sent += 1; });
          const key = {key: "a", bubbles: true};
          document.body.dispatchEvent(new KeyboardEvent("keydown", key));
          document.body.dispatchEvent(new KeyboardEvent("keydown", key));
          return sent;
        }"""
    )
    assert sent == 1
    expect(page.get_by_text("Question 2?")).to_be_visible()
    assert states()["Question 1?"] is DraftState.PUBLISHED
    assert states()["Question 2?"] is DraftState.IN_REVIEW


def test_edit_is_checked_while_the_page_waits(
    live: Live, page: Page, visit: VisitClient, database: Database
) -> None:
    live.open(page, visit, "/desk")
    press(page, "j")
    expect(page.get_by_text("Question 1?")).to_be_visible()
    press(page, "e")
    page.get_by_label("Exercise text").fill("A better question?")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text("Checking this text")).to_be_visible()
    accept = page.get_by_role("button", name="Accept and publish")
    expect(accept).to_be_disabled()
    with database.write() as session:
        (draft_id,) = drafts.drafts_to_ring(session)
        text = drafts.read_text(session.get_one(Draft, draft_id))
        drafts.record_verdicts(session, draft_id, text, [FLAG])
    expect(page.get_by_text("clearly the longest").first).to_be_visible(timeout=10_000)
    expect(accept).to_be_enabled()
    accept.click()
    expect(page.get_by_text("Published.")).to_be_visible()


def test_job_bar_moves_while_the_page_is_open(
    live: Live, page: Page, visit: VisitClient, database: Database
) -> None:
    with database.write() as session:
        request = session.query(GenerationRequest).one()
        store(session, WorkerBeat(name="w", queue="model", seen_at=utcnow()))
    live.open(page, visit, "/requests")
    expect(page.get_by_text("This request is next.")).to_be_visible()
    with database.write() as session:
        requests.take_request(session, request.id, "w", utcnow())
        requests.report_progress(session, request.id, "w", utcnow(), done=0, stage="drafting")
    expect(page.get_by_text("Drafting exercises")).to_be_visible(timeout=10_000)
    with database.write() as session:
        requests.finish_request(session, request.id, "w", utcnow())
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=10_000)
    assert page.locator("[hx-trigger='every 2s']").count() == 0


def test_estimate_follows_the_form(live: Live, page: Page, visit: VisitClient) -> None:
    live.open(page, visit, "/requests/new")
    estimate = page.locator("#estimate")
    expect(estimate).to_contain_text("10 exercises")
    page.get_by_label("How many exercises").fill("25")
    page.get_by_label("Difficulty").select_option("hard")
    expect(estimate).to_contain_text("25 exercises")
    page.get_by_label("A trial of three first").check()
    expect(estimate).to_contain_text("3 exercises")


@pytest.mark.parametrize(
    "path", ["/desk", "/requests", "/requests/new", "/exercises", "/desk/write"]
)
def test_pages_fit_a_narrow_screen(live: Live, page: Page, visit: VisitClient, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    live.open(page, visit, path)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.evaluate(wide) is False


def test_checks_are_listed_one_by_one_with_evidence_and_why_not_run(
    live: Live, page: Page, visit: VisitClient, database: Database
) -> None:
    flag = FLAG.model_copy(update={"evidence": "The longest of all options, word " * 3})
    verdicts = [
        Verdict(check="language", outcome=Outcome.PASS, seconds=0.0004),
        flag,
        Verdict(check="resolved_by_model", outcome=Outcome.NOT_RUN, reason="no_capable_model"),
    ]
    with database.write() as session:
        request = session.query(GenerationRequest).first()
        assert request is not None
        draft_id = make_draft(session, request, make_choice("Why?"), verdicts=verdicts).id
    page.set_viewport_size({"width": 375, "height": 800})
    live.open(page, visit, f"/desk/{draft_id}")
    checks = page.locator("#checks")
    expect(checks.locator(".evidence")).to_contain_text("The longest of all options")
    page.get_by_text("All checks, one by one").focus()
    press(page, "Enter")
    expect(checks.locator("details li")).to_have_count(3)
    expect(checks).to_contain_text("not run. No model that is good enough is chosen for it.")
    expect(checks).to_contain_text("passed (0.4 ms)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_waits_for_a_colleague_who_left_is_taken_over_by_keyboard(
    live: Live, page: Page, database: Database, visit: VisitClient, width: int
) -> None:
    with database.write() as session:
        context = session.get_one(Context, visit.context_id)
        gone = make_person(session, context, Role.LEARNER, name="Bartholomäus Featherstonehaugh")
        session.execute(update(Draft).values(assigned_to=gone.id))
    page.set_viewport_size({"width": width, "height": 800})
    live.open(page, visit, "/desk")
    assert fits(page)
    shoot(page, f"desk-left-{width}")
    page.locator(".list-group a").first.press("Enter")
    expect(page.locator("#talk .alert")).to_be_visible()
    assert fits(page)
    shoot(page, f"desk-left-draft-{width}")
    page.locator("#talk .alert button").press("Enter")
    expect(page.locator("#talk .alert")).to_have_count(0)
    live.open(page, visit, "/desk")
    page.locator("form[action$=take-over] button").press("Enter")
    expect(page.locator(".list-group a")).to_have_count(3)  # all are one's own
    expect(page.locator("form[action$=take-over]")).to_have_count(0)

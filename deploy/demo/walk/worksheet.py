"""One learner's worksheet, each step visible: profile, planner and rule, what is served and why,
the drafts, and the map of the bank that they go into."""

from __future__ import annotations

from sqlalchemy import select

from deploy.demo.browsing import Browser, Page
from deploy.demo.platform.people import learner_username
from deploy.demo.report import SheetRow
from deploy.demo.walk.bank import map_bank
from deploy.demo.walk.people import find_person, mastery_of
from deploy.demo.walk.setting import Setting, WalkError, menu_page
from lti_tool.models import GenerationRequest, Worksheet

TRAIN_SECONDS, PLAN_SECONDS, DRAFT_SECONDS = 600.0, 120.0, 900.0
OPEN = ("waiting", "training", "running")


def plan_worksheet(setting: Setting) -> None:
    """Confirmed by the worksheet's page, which shows both sheets and which is served, and by the
    list of requests, where its drafts are done."""
    place = setting.places[0]
    browser, home = setting.instruct(place)
    number = place.learner_numbers[0]
    person_id, context_id = find_person(setting, place, number)
    row = SheetRow(learner_username(number), mastery_of(setting, context_id, person_id))
    setting.report.worksheet = row
    tell = setting.narrator.tell
    tell("Profile: " + ", ".join(f"{name} {mean:.2f}" for name, mean in row.profile.items()))
    index = browser.open(menu_page(browser, home, "/class").link('main a[href*="/worksheets"]'))
    tell(_train(setting, browser, index))
    page = _plan(setting, browser, index, person_id)
    _note_sheets(setting, row, page)
    _send(setting, browser, home, page)
    row.drafts, row.accepted = _count_drafts(setting, context_id)
    tell(f"{row.drafts} drafts for the worksheet, {row.accepted} passed the checks")
    tell(map_bank(setting, browser, home))


def _train(setting: Setting, browser: Browser, index: Page) -> str:
    """What the planner's page says once the training has ended."""
    url = index.link('main a[href*="/class/planner"]')
    page = browser.open(url)
    if page.has('form[action$="/train"]'):
        browser.submit(page, 'form[action$="/train"]')

    def look() -> Page | None:
        found = browser.open(url)
        return None if found.find("#planner")["data-state"] in OPEN else found

    page = setting.wait_for("Training the planner", look, TRAIN_SECONDS)
    if page.find("#planner")["data-state"] != "trained":
        raise WalkError(f"The planner was not trained: {page.words}")
    data = " · ".join(item.get_text(" ", strip=True) for item in page.soup.select("#planner li"))
    return f"Planner trained on {data}"


def _plan(setting: Setting, browser: Browser, index: Page, person_id: str) -> Page:
    form = 'form[action$="/worksheets"]'
    asked = browser.submit(index, form, {"whom": f"person:{person_id}", "size": "6"})
    url = asked.url

    def look() -> Page | None:
        found = browser.open(url)
        return None if found.find("#worksheet")["data-state"] in OPEN else found

    page = setting.wait_for("Planning the worksheet", look, PLAN_SECONDS)
    if page.find("#worksheet")["data-state"] != "planned":
        raise WalkError(f"No worksheet was planned: {page.words}")
    return page


def _note_sheets(setting: Setting, row: SheetRow, page: Page) -> None:
    """Both side by side, as the page has them."""
    for section in page.soup.select(".both section"):
        name = str(section["aria-labelledby"]).removeprefix("both-")
        row.sheets[name] = [item.get_text(" ", strip=True) for item in section.select("li")]
    if set(row.sheets) != {"planner", "rule"}:
        raise WalkError(f"The page does not show both sheets: {page.words}")
    tell = setting.narrator.tell
    for one, other in zip(row.sheets["planner"], row.sheets["rule"], strict=False):
        tell(f"planner: {one}  |  rule: {other}")
    said = page.find(".served").find_all(string=True, recursive=False)  # without the link behind
    row.served = " ".join(" ".join(said).split())
    tell(row.served)


def _send(setting: Setting, browser: Browser, home: Page, page: Page) -> None:
    browser.submit(page, 'form[action$="/send"]', {"which": "all"})

    def look() -> str | None:
        found = menu_page(browser, home, "/requests").find("section.request")
        state = str(found["data-state"])
        return None if state in OPEN else state

    state = setting.wait_for("Drafting for the worksheet", look, DRAFT_SECONDS)
    if state != "done":
        raise WalkError(f"The drafting for the worksheet ended as {state}.")


def _count_drafts(setting: Setting, context_id: str) -> tuple[int, int]:
    query = (
        select(GenerationRequest)
        .join(Worksheet, Worksheet.request_id == GenerationRequest.id)
        .where(Worksheet.context_id == context_id)
    )
    with setting.running.database.read() as session:
        request = session.scalars(query).one()
    return request.drafted, request.accepted

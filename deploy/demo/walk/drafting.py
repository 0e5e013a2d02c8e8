"""The instructor asks for exercises, a worker drafts them, the instructor decides."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from deploy.demo.browsing import Browser, Page
from deploy.demo.walk.setting import Place, Setting, WalkError, menu_page
from generators.exercise.content import QUESTION_KINDS
from lti_tool.models import Draft, Exercise, GenerationRequest
from lti_tool.services.drafts import drafts_to_ring

DRAFT_SECONDS = 900.0
OPEN = ("waiting", "running")


def request(setting: Setting) -> None:
    """Confirmed by the list of requests."""
    for place in setting.places:
        browser, home = setting.instruct(place)
        page = menu_page(browser, home, "/requests")
        if not page.has("section.request"):
            page = _ask(browser, page, place, setting.size.exercises)
        if not page.has("section.request"):
            raise WalkError(f"The request is not listed: {page.words}")
        setting.report.exercises.requested += setting.size.exercises
        told = f"{setting.size.exercises} exercises of {len(QUESTION_KINDS)} kinds"
        setting.narrator.tell(f"{place.course.title}: {told}")


def _ask(browser: Browser, page: Page, place: Place, count: int) -> Page:
    form = browser.open(page.link('a[href$="/requests/new"]'))
    values = {
        "spread": "evenly",
        "kinds": [kind.value for kind in QUESTION_KINDS],
        "count": str(count),
        "language": place.course.language,
    }
    return browser.submit(form, "form.wizard", values)


def draft(setting: Setting) -> None:
    """Confirmed by the request's bar: it is done, and drafts lie on the desk."""
    for place in setting.places:
        browser, home = setting.instruct(place)
        state = setting.wait_for(
            f"Drafting for {place.course.title}",
            lambda browser=browser, home=home: _ended(menu_page(browser, home, "/requests")),  # type: ignore[misc]
            DRAFT_SECONDS,
        )
        if state != "done":
            raise WalkError(f"The request ended as {state}.")
    _count_drafts(setting)


def _ended(page: Page) -> str | None:
    state = str(page.find("section.request")["data-state"])
    return None if state in OPEN else state


def _count_drafts(setting: Setting) -> None:
    with setting.running.database.read() as session:
        totals = session.execute(
            select(func.sum(GenerationRequest.drafted), func.sum(GenerationRequest.accepted))
        ).one()
        drafters = session.execute(select(Draft.drafter, func.count()).group_by(Draft.drafter))
        shown = ", ".join(f"{count} by {name}" for name, count in drafters)
    found = setting.report.exercises
    found.drafted, found.accepted = int(totals[0] or 0), int(totals[1] or 0)
    setting.narrator.tell(f"{found.drafted} drafts ({shown}), {found.accepted} passed the checks")
    if not found.accepted:
        raise WalkError("No draft passed the checks.")


def review(setting: Setting) -> None:
    """Every draft is opened beside its source; the last one of each course is rejected.

    Confirmed by the desk, which then holds one draft less.
    """
    for place in setting.places:
        browser, home = setting.instruct(place)
        page = menu_page(browser, home, "/desk")
        links = draft_links(page)
        for link in links:
            shown = browser.open(link)
            if not shown.find(".desk-source").get_text(strip=True):
                raise WalkError(f"{link} shows no source beside the draft.")
        browser.submit(browser.open(links[-1]), 'form[action*="/reject"]')
        left = draft_links(menu_page(browser, home, "/desk"))
        if len(left) != len(links) - 1:
            raise WalkError(f"The desk holds {len(left)} drafts, not {len(links) - 1}.")
        setting.narrator.tell(f"{place.course.title}: {len(links)} drafts read, one rejected")


def draft_links(page: Page) -> list[str]:
    """Addresses of the drafts that the desk lists."""
    found = [str(a["href"]) for a in page.soup.select("main a[href*='/desk/']")]
    drafts = [href for href in found if len(href.split("?")[0].rstrip("/").split("/")[-1]) == 32]
    return [page.link(f'main a[href="{href}"]') for href in dict.fromkeys(drafts)]


def publish(setting: Setting) -> None:
    """With a case that the instructor brings along. Confirmed by the list of exercises."""
    for place in setting.places:
        browser, home = setting.instruct(place)
        _bring_case(setting, place, browser, home)
        for link in draft_links(menu_page(browser, home, "/desk")):
            browser.submit(browser.open(link), 'form[action*="/accept"]')
        bank = menu_page(browser, home, "/exercises")
        if not bank.has("main a[href*='/exercises/']"):
            raise WalkError(f"The list of exercises is empty: {bank.words}")
    _count_exercises(setting)


def _bring_case(setting: Setting, place: Place, browser: Browser, home: Page) -> None:
    """Confirmed by the checks, which a worker runs on what comes in with a file too."""
    bank = menu_page(browser, home, "/exercises")
    form = browser.open(bank.link('main a[href$="/exercises/import"]'))
    browser.submit(form, 'form[enctype="multipart/form-data"]', files=[place.course.case])
    title = place.course.title
    setting.wait_for(
        f"Checking the case of {title}", lambda: _is_checked(setting) or None, DRAFT_SECONDS
    )
    setting.narrator.tell(f"{title}: a case with several questions came with a file")


def _is_checked(setting: Setting) -> bool:
    with setting.running.database.read() as session:
        return not drafts_to_ring(session)


def _count_exercises(setting: Setting) -> None:
    found = setting.report.exercises
    with setting.running.database.read() as session:
        rows = session.execute(
            select(Exercise.kind, Exercise.language, Draft.drafter).join(
                Draft, Draft.id == Exercise.draft_id
            )
        ).all()
    kinds, languages, drafters = zip(*rows, strict=True)
    found.by_kind, found.by_language = dict(Counter(kinds)), dict(Counter(languages))
    found.by_drafter = dict(Counter(drafters))
    found.published = len(rows)
    setting.narrator.tell(", ".join(f"{count} {kind}" for kind, count in found.by_kind.items()))

"""Learners open the activity from the course page and answer inside it."""

from __future__ import annotations

import re
from collections import Counter

from deploy.demo.browsing import Browser, Page
from deploy.demo.platform.people import learner_username
from deploy.demo.report import LearnerRow
from deploy.demo.walk.knowledge import fill_answer, read_showing
from deploy.demo.walk.people import find_person, mastery_of
from deploy.demo.walk.setting import FIRST_LEARNER_ID, Place, Setting, WalkError

SHOWING = re.compile(r"([0-9a-f]{32})(?:/[a-z_]*)?(?:\?|$)")


def enter_as(setting: Setting, place: Place, number: int) -> tuple[Browser, Page]:
    browser = setting.sign_in(FIRST_LEARNER_ID + number - 1)
    return browser, setting.launch(browser, place)


def launch_learner(setting: Setting) -> None:
    """Confirmed by what each learner's frame shows: a next step, with its reason."""
    for place in setting.places:
        for number in place.learner_numbers:
            _, page = enter_as(setting, place, number)
            if not page.has(".next-card .next-why"):
                raise WalkError(f"Learner {number} sees no next step: {page.words}")
            _note_before(setting, place, number)
        setting.narrator.tell(page.find(".next-why").get_text(" ", strip=True))


def _note_before(setting: Setting, place: Place, number: int) -> None:
    name = learner_username(number)
    person_id, context_id = find_person(setting, place, number)
    before = mastery_of(setting, context_id, person_id)
    setting.report.learners.append(LearnerRow(name, before, {}, {}))


def answer(setting: Setting) -> None:
    """Confirmed by each learner's page: it says how the answer was."""
    for place in setting.places:
        right = 0
        for number in place.learner_numbers:
            right += _practise(setting, place, number)
        total = setting.size.answers * len(place.learner_numbers)
        setting.narrator.tell(f"{place.course.title}: {total} answers, {right} of them right")


def _practise(setting: Setting, place: Place, number: int) -> int:
    browser, page = enter_as(setting, place, number)
    seen: Counter[str] = Counter()
    right = 0
    for _ in range(setting.size.answers):
        if page.has(".next-card form"):  # at the start, and where the goal was just reached
            page = browser.submit(page, ".next-card form")
        page, is_right = _answer_one(setting, browser, page, number, seen)
        right += is_right
        page = browser.submit(page, "form#next")
    return right


def _answer_one(
    setting: Setting, browser: Browser, page: Page, number: int, seen: Counter[str]
) -> tuple[Page, bool]:
    found = SHOWING.search(page.url)
    if found is None or not page.has("form#answer"):
        raise WalkError(f"Learner {number} sees no exercise at {page.url}: {page.words[:400]}")
    with setting.running.database.read() as session:
        content, skill, difficulty = read_showing(session, found[1])
    seen[skill] += 1
    knows = setting.learners.answer(number, skill, difficulty, seen[skill])
    fields = fill_answer(content, right=knows.correct)
    after = browser.submit(page, "form#answer", fields)
    if not after.has(".feedback"):
        raise WalkError(f"No feedback came for {fields}: {after.words[:400]}")
    return after, knows.correct

"""What people notice of a part that is away, and that nothing is lost by it."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from deploy.demo.browsing import Page
from deploy.demo.walk.setting import menu_page
from lti_tool.models import (
    GenerationRequest,
    RequestState,
    ScoreState,
    Source,
    SourceState,
)
from tests.functional.course_site import CourseSite, Learner
from tests.functional.private_words import find_private
from tests.jobs.embedded import wait_for

pytestmark = pytest.mark.timeout(600)

SOON = 90.0  # seconds, on a machine that has more to do
FROZEN_SECONDS = 10.0  # that a page may take at most while the queue server hangs
TEXT = """# Keeping backups

A backup is a copy of data that is kept apart from the machine that it belongs to.
A restore test is a trial in which a backup is read back and compared with the original.
An offsite copy is a backup that is kept in another building than the machine.
"""


def newest(site: CourseSite, kind: type[Any]) -> Any:
    with site.running.database.read() as session:
        return session.scalars(select(kind).order_by(kind.created_at.desc())).first()


def probe(site: CourseSite, name: str) -> int:
    return requests.get(f"{site.running.places.tool_url}/{name}", timeout=20).status_code


def arrives(site: CourseSite, learner: Learner) -> bool:
    return site.is_sent() and site.grade(learner) == learner.expected


def upload(site: CourseSite, folder: Path) -> Page:
    file = folder / "backups.md"
    file.write_text(TEXT)
    browser, home = site.instruct()
    return browser.submit(menu_page(browser, home, "/sources"), "form[data-upload]", files=[file])


def ask_for_exercises(site: CourseSite) -> Page:
    browser, home = site.instruct()
    page = menu_page(browser, home, "/requests")
    form = browser.open(page.link('a[href$="/requests/new"]'))
    values = {"spread": "evenly", "kinds": ["multiple_choice", "cloze"], "count": "2"}
    return browser.submit(form, "form.wizard", {**values, "language": "en"})


def test_queue_away_then_back(site: CourseSite, tmp_path: Path) -> None:
    """Answers, uploads and requests are taken, and worked through once it is back."""
    learner = site.enter(1)
    upload(site, tmp_path)
    wait_for(lambda: newest(site, Source).state is SourceState.READY, SOON)
    site.kill("queue")
    assert (probe(site, "healthz"), probe(site, "readyz")) == (200, 503)
    assert "cannot be sent at this moment" in learner.answer_right().words
    assert site.score(learner).state is ScoreState.WAITING
    assert site.enter(2).page.has("form#answer")
    assert "starts by itself once the queue is back" in ask_for_exercises(site).words
    assert site.grade(learner) is None
    assert newest(site, GenerationRequest).state is RequestState.WAITING
    site.start_again("queue")
    wait_for(lambda: arrives(site, learner), SOON)
    wait_for(lambda: newest(site, GenerationRequest).state is RequestState.DONE, SOON)
    assert newest(site, GenerationRequest).accepted > 0
    assert probe(site, "readyz") == 200
    assert all(process.poll() is None for process in site.running.processes.running.values())


def test_upload_is_taken_while_the_queue_is_away(site: CourseSite, tmp_path: Path) -> None:
    site.kill("queue")
    file = tmp_path / "more.txt"
    file.write_text("A full backup is a backup that holds all data of a machine.")
    browser, home = site.instruct()
    page = menu_page(browser, home, "/sources")
    page = browser.submit(page, "form[data-upload]", files=[file])
    assert page.has('li[data-state="waiting"]')
    site.start_again("queue")
    browser, home = site.instruct()
    wait_for(lambda: not waits(menu_page(browser, home, "/sources")), SOON)


def waits(page: Page) -> bool:
    return page.has('li[data-state="waiting"]') or page.has('li[data-state="reading"]')


def test_frozen_queue_does_not_hold_up_a_learner(site: CourseSite) -> None:
    learner = site.enter(3)
    site.process("queue").send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert "cannot be sent at this moment" in learner.answer_right().words
        assert time.monotonic() - began < FROZEN_SECONDS
    finally:
        site.process("queue").send_signal(signal.SIGCONT)
    wait_for(lambda: arrives(site, learner), SOON)


def test_flushed_queue_loses_no_score(site: CourseSite) -> None:
    learner = site.enter(4)
    site.process("worker-work").send_signal(signal.SIGSTOP)
    try:
        learner.answer_right()
        site.queue().flushall()
    finally:
        site.process("worker-work").send_signal(signal.SIGCONT)
    site.kill("sweeper")
    site.start_again("sweeper")
    wait_for(lambda: arrives(site, learner), SOON)


def test_platform_away_then_back(site: CourseSite) -> None:
    """The learner goes on; the score follows, whatever the platform was."""
    learner = site.enter(5)
    site.kill("platform")
    learner.go_on(learner.answer_right())
    learner.answer_right()
    wait_for(lambda: site.score(learner).last_error == "unreachable", SOON)
    assert site.score(learner).state is ScoreState.WAITING
    site.start_again("platform")
    wait_for(lambda: arrives(site, learner), SOON)
    assert {status for status, _ in site.posts(learner)} == {200}


def test_logs_of_all_this_name_nobody(site: CourseSite) -> None:
    assert find_private(site.running.places.data) == []

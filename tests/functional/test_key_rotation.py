"""A rotation in the middle of everything: choosing, launching and sending scores go on, also where
the platform keeps the key set that it fetched before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from deploy.demo.browsing import Browser, Page
from deploy.demo.platform import tools as platform_tools
from jobs.parts import Parts
from jobs.send_scores import send_due_scores
from lti_tool.db import Database, utcnow
from lti_tool.models import (
    AccessToken,
    Context,
    Person,
    Practice,
    Registration,
    Score,
    ScoreState,
)
from lti_tool.queue import JobName, connect_queue
from lti_tool.services.key_rotation import NEXT_FOR, Outcome, prepare_next, rotate_key
from lti_tool.services.keys import signing_key
from lti_tool.services.registration_invites import invite_registration
from tests.contract.demo_site import USER_IDS, DemoSite, run_demo
from tests.contract.platform import Role
from tests.contract.whole_tool import run_whole_tool
from tests.functional.web_server import serve_web
from tests.jobs.embedded import python_process, queue_server, run_worker_code, wait_for
from tests.lti_tool.factories import make_score

FETCH = "_fetch_keys"


@dataclass
class Both:
    """The demo platform and the tool, each on a port of its own."""

    site: DemoSite
    tool_url: str
    parts: Parts
    registration_id: str = ""

    def sign_in(self, role: Role) -> Browser:
        browser = Browser()
        page = browser.open(f"{self.site.url}/")
        browser.submit(page, f'button[name="user"][value="{USER_IDS[role]}"]')
        return browser

    def register(self) -> None:
        with self.parts.database.write() as session:
            token = invite_registration(session, self.parts.vault, utcnow(), "ada")
        browser = self.sign_in(Role.ADMIN)
        tools = browser.open(f"{self.site.url}/admin/tools")
        values = {"url": f"{self.tool_url}/lti/register/{token}"}
        frame = browser.submit(tools, 'form[action$="/register"]', values)
        browser.open(frame.link("#contentframe"))
        tools = browser.open(f"{self.site.url}/admin/tools")
        browser.submit(tools, 'button[value="activate"]')
        with self.parts.database.write() as session:
            self.registration_id = session.scalars(select(Registration)).one().id
            prepare_next(session, self.parts.vault, self.registration_id, utcnow())

    @property
    def course(self) -> str:
        return f"{self.site.url}/course/{self.site.course_id}"

    def choose(self, browser: Browser, title: str) -> Page:
        """The page that is about to send its answer, which is signed already."""
        frame = browser.open(browser.open(self.course).link("a.button.main"))
        choosing = browser.enter(browser.open(frame.link("#contentframe")))
        values = {"title": title, "goal": "3", "tries": "2"}
        return browser.submit(choosing, 'form:has(input[name="title"])', values)

    def finish_choosing(self, browser: Browser, signed: Page, title: str) -> int:
        returned = browser.enter(signed)
        course = browser.submit(returned, 'form[action$="/modedit"]')
        (cmid,) = [
            int(str(entry["data-cmid"]))
            for entry in course.soup.select("li[data-cmid]")
            if title in entry.get_text()
        ]
        return cmid

    def launch(self, cmid: int) -> None:
        browser = self.sign_in(Role.LEARNER)
        view = browser.open(browser.open(self.course).link(f'li[data-cmid="{cmid}"] a'))
        assert browser.enter(browser.open(view.link("#contentframe"))).status == 200

    def send_score(self, title: str, given: float) -> ScoreState:
        """By a token that it has to ask for."""
        with self.parts.database.write() as session:
            session.execute(delete(AccessToken))
            practice = session.scalars(select(Practice).where(Practice.title == title)).one()
            person = session.scalars(
                select(Person).where(Person.subject == str(USER_IDS[Role.LEARNER]))
            ).one()
            context = session.get_one(Context, practice.context_id)
            score = make_score(session, context, practice, person, given=given)
        self.deliver(lambda: self.state(score.id))
        return self.state(score.id)

    def deliver(self, state: Callable[[], ScoreState]) -> None:
        del state
        send_due_scores(self.parts, self.registration_id)

    def state(self, score_id: str) -> ScoreState:
        with self.parts.database.read() as session:
            return session.get_one(Score, score_id).state

    def kid(self) -> str:
        with self.parts.database.read() as session:
            return signing_key(session, self.parts.vault, self.registration_id).kid

    def rotate(self, **options: Any) -> Outcome:
        with self.parts.database.write() as session:
            found = rotate_key(
                session, self.parts.vault, self.registration_id, utcnow() + NEXT_FOR, **options
            )
        return found.outcome


@dataclass
class Apart(Both):
    """The tool's web server, its worker and the command that rotates are processes of their own."""

    environment: Mapping[str, str] = field(default_factory=dict)

    def deliver(self, state: Callable[[], ScoreState]) -> None:
        self.parts.queue.ring(JobName.SEND_SCORES, self.registration_id)
        wait_for(lambda: state() is not ScoreState.WAITING)

    def rotate(self, **options: Any) -> Outcome:
        words = ["--now", *(f"--{name}" for name in options)]
        command = [sys.executable, "-m", "deploy.cli", "keys", "rotate", *words]
        env = {**os.environ, **self.environment}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        assert "signs now" in done.stdout
        return Outcome.ROTATED


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    with queue_server() as server:
        environment = {"COURSEWRIGHT_REDIS_URL": server.url}
        with (
            serve_web(tmp_path, **environment) as web,
            python_process(run_worker_code("work"), web.environment, tmp_path / "worker.log"),
            run_demo(tmp_path / "platform") as site,
        ):
            queue = connect_queue(server.url)
            parts = Parts(web.settings, web.database, queue, web.settings.vault)
            apart = Apart(site, web.url, parts, environment=web.environment)
            apart.register()
            yield apart


@pytest.fixture
def both(tmp_path: Path, new_sqlite: str) -> Iterator[Both]:
    database = Database(new_sqlite)
    with (
        run_whole_tool(tmp_path / "tool", database) as parts,
        run_demo(tmp_path / "platform") as site,
    ):
        both = Both(site, parts.settings.base_url, parts)
        both.register()
        yield both
    database.close()


def cache_key_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that fetches a tool's key set once and never again."""
    kept: dict[str, Any] = {}
    fetch = getattr(platform_tools, FETCH)

    def fetch_once(uri: str) -> Any:
        if uri not in kept:
            kept[uri] = fetch(uri)
        return kept[uri]

    monkeypatch.setattr(platform_tools, FETCH, fetch_once)


@pytest.mark.parametrize("kind", ["both", "apart"])
def test_all_goes_on_through_a_rotation_where_the_platform_keeps_the_old_key_set(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one process, and with web server, worker and rotation each in its own."""
    cache_key_sets(monkeypatch)
    both: Both = request.getfixturevalue(kind)
    browser, first_kid = both.sign_in(Role.INSTRUCTOR), both.kid()
    first = both.finish_choosing(browser, both.choose(browser, "Before"), "Before")
    both.launch(first)
    assert both.send_score("Before", 40) is ScoreState.CONFIRMED

    signed_before = both.choose(browser, "Between")
    assert both.rotate() is Outcome.ROTATED
    assert both.kid() != first_kid
    between = both.finish_choosing(browser, signed_before, "Between")
    both.launch(between)
    assert both.send_score("Between", 60) is ScoreState.CONFIRMED

    both.launch(first)
    after = both.finish_choosing(browser, both.choose(browser, "After"), "After")
    both.launch(after)
    assert both.send_score("After", 80) is ScoreState.CONFIRMED


def test_a_leaked_key_signs_nothing_any_more_and_the_next_one_does(both: Both) -> None:
    browser = both.sign_in(Role.INSTRUCTOR)
    signed_before = both.choose(browser, "Before")
    assert both.rotate(leaked=True) is Outcome.ROTATED
    with pytest.raises(Exception, match="kid"):
        both.finish_choosing(browser, signed_before, "Before")
    after = both.finish_choosing(browser, both.choose(browser, "After"), "After")
    both.launch(after)
    assert both.send_score("After", 80) is ScoreState.CONFIRMED

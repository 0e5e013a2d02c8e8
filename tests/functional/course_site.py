"""The demo's own processes around one course whose exercises are published already."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from rich.console import Console
from sqlalchemy import select

from deploy.bench.machine import child_pids
from deploy.demo.browsing import Browser, Page
from deploy.demo.places import Places, open_places
from deploy.demo.platform.rows import Grade, GradeItem, ScorePost
from deploy.demo.platform.site import DATABASE_FILE
from deploy.demo.report import Narrator, Report
from deploy.demo.running import Running, start_demo
from deploy.demo.walk.knowledge import fill_answer, read_showing
from deploy.demo.walk.learning import SHOWING
from deploy.demo.walk.setting import FIRST_LEARNER_ID, Place, Setting, Size
from deploy.demo.walk.setup import deep_link, register
from generators.exercise.content import Kind, Language, TrueFalse
from lti_tool.db import Database, utcnow
from lti_tool.models import Context, Person, Practice, RequestState, Score, ScoreState
from lti_tool.services.exercises import publish_draft
from tests.jobs.embedded import free_port
from tests.lti_tool.factories import make_blueprint, make_draft, make_request, make_skill

EXERCISES = 12
STATEMENT = "Backup number {} of the plan is kept apart from the machine that it belongs to."


@dataclass
class Learner:
    """In the browser, an exercise open."""

    site: CourseSite
    number: int
    browser: Browser
    page: Page
    right: int = 0

    @property
    def subject(self) -> str:
        return str(FIRST_LEARNER_ID + self.number - 1)

    @property
    def expected(self) -> float:
        """The score of 100 that so many right answers earn."""
        return round(100 * self.right / EXERCISES, 2)

    def answer_right(self) -> Page:
        """The page that then says so."""
        found = SHOWING.search(self.page.url)
        assert found is not None, self.page.words
        with self.site.running.database.read() as session:
            content, _, _ = read_showing(session, found[1])
        answered = self.browser.submit(self.page, "form#answer", fill_answer(content, right=True))
        assert answered.has(".feedback-right"), answered.words
        self.right += 1
        return answered

    def go_on(self, answered: Page) -> None:
        self.page = self.browser.submit(answered, "form#next")


@dataclass
class CourseSite:
    running: Running
    setting: Setting
    place: Place
    gradebook: Database

    def enter(self, number: int) -> Learner:
        browser = self.setting.sign_in(FIRST_LEARNER_ID + number - 1)
        page = browser.submit(self.setting.launch(browser, self.place), ".next-card form")
        return Learner(self, number, browser, page)

    def instruct(self) -> tuple[Browser, Page]:
        return self.setting.instruct(self.place)

    def process(self, name: str) -> subprocess.Popen[bytes]:
        return self.running.processes.running[name]

    def kill(self, name: str) -> None:
        """With its children: an orphaned web server answers until it misses its parent."""
        children = child_pids(self.process(name).pid)
        self.process(name).send_signal(signal.SIGKILL)
        self.process(name).wait()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def start_again(self, name: str) -> None:
        command = self.process(name).args
        assert isinstance(command, list)
        self.running.processes.start(name, command)

    def queue(self) -> Redis:
        return Redis.from_url(self.running.settings.redis_url, socket_timeout=2)

    def scores(self) -> list[Score]:
        with self.running.database.read() as session:
            return list(session.scalars(select(Score)))

    def score(self, learner: Learner) -> Score:
        with self.running.database.read() as session:
            query = select(Score).join(Person, Person.id == Score.person_id)
            return session.scalars(query.where(Person.subject == learner.subject)).one()

    def is_sent(self) -> bool:
        return all(score.state is ScoreState.CONFIRMED for score in self.scores())

    def grade(self, learner: Learner) -> float | None:
        """What the course's gradebook holds, of 100."""
        with self.gradebook.read() as session:
            return session.scalar(
                select(Grade.value)
                .join(GradeItem, GradeItem.id == Grade.item_id)
                .where(GradeItem.tool_id.is_not(None), Grade.user_id == int(learner.subject))
            )

    def posts(self, learner: Learner) -> list[tuple[int, dict[str, Any]]]:
        """Status and body of every score that ever came in whole for this learner, in this order.

        A sender that is killed between the head and the body of its post leaves an empty one.
        """
        with self.gradebook.read() as session:
            rows = session.execute(select(ScorePost.status, ScorePost.body).order_by(ScorePost.id))
            posts = [(status, json.loads(body)) for status, body in rows if body]
        return [(status, body) for status, body in posts if body["userId"] == learner.subject]


@contextmanager
def run_course_site(folder: Path) -> Iterator[CourseSite]:
    models = {"COURSEWRIGHT_DRAFTER_MODEL": "none", "COURSEWRIGHT_EMBEDDER_MODEL": "none"}
    environment = {**os.environ, **models}
    with start_demo(choose_places(folder / "data"), environment) as running:
        narrator = Narrator(Report(), Console(quiet=True))
        setting = Setting.open(running, narrator, Size(), folder / "walk.json")
        register(setting)
        setting.places = setting.places[:1]
        deep_link(setting)
        publish_exercises(running.database)
        gradebook = Database(f"sqlite:///{folder / 'data' / 'platform' / DATABASE_FILE}")
        yield CourseSite(running, setting, setting.places[0], gradebook)
        gradebook.close()


def choose_places(data: Path) -> Places:
    """Far from those of a demo that starts at the same moment."""
    data.mkdir()
    ports = sorted((free_port(), free_port()))
    (data / "demo.json").write_text(json.dumps({"platform": ports[0], "tool": ports[1]}))
    return open_places(data)


def publish_exercises(database: Database) -> None:
    """By the instructor who is there, of a request that is over."""
    with database.write() as session:
        practice = session.scalars(select(Practice)).one()
        practice.goal = EXERCISES
        instructor = session.scalars(select(Person)).one()
        context = session.get_one(Context, practice.context_id)
        skill = make_skill(session, context, "Keeping backups", terms=["backup"])
        request = make_request(session, context, make_blueprint(skill, Kind.TRUE_FALSE))
        request.state = RequestState.DONE
        for number in range(1, EXERCISES + 1):
            stem = STATEMENT.format(number)
            content = TrueFalse(stem=stem, language=Language.EN, truth=number % 2 == 0)
            draft = make_draft(session, request, content)
            publish_draft(session, context.id, draft.id, instructor.id, utcnow())

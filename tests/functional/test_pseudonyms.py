"""Who somebody is stands in rows and in what goes to their own platform, and nowhere that is read
by the way: logs, metrics, the queue, and what others are shown of a refusal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from redis import Redis
from sqlalchemy import select, update

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.limits import connect_limiter
from lti_tool.lti import claims as names
from lti_tool.lti.vault import Vault
from lti_tool.models import Context, LaunchSession, Person, ResourceLink, Score, ScoreState
from lti_tool.moodle.grades import FUNCTION as GRADES
from lti_tool.queue import connect_queue
from lti_tool.services.keys import ensure_key, signing_key
from lti_tool.services.web_services import set_web_service
from lti_tool.settings import Settings
from lti_tool.views.request_log import configure_logging
from tests.fake_platform import FakePlatform
from tests.jobs.embedded import python_process, queue_server, run_worker_code, wait_for
from tests.local_server import Handler, serve
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import make_exercise, make_practice, make_skill
from tests.lti_tool.platform_signer import (
    INSTRUCTOR,
    LEARNER,
    Browser,
    Claims,
    register_platform,
)
from tests.lti_tool.views.admin_client import AdminClient
from tests.lti_tool.views.classroom import RIGHT, field
from tests.lti_tool.visits import enter_visit

SUBJECT = "Zq7-subject-of-the-platform"
WHO = {
    "sub": SUBJECT,
    "name": "Wilhelmina Quartz",
    "given_name": "Wilhelmina",
    "family_name": "Quartz",
    "email": "w.quartz@school.example",
}
LOGIN, SOURCED_ID = "quartz_login", "SIS-QUARTZ"
MARKS = (SUBJECT, "Wilhelmina", "Quartz", "w.quartz", LOGIN, SOURCED_ID)
MEMBER = {
    "user_id": SUBJECT,
    "name": WHO["name"],
    "email": WHO["email"],
    "lis_person_sourcedid": SOURCED_ID,
    "roles": ["Learner"],
    "status": "Active",
}
TOKEN = "scrape-me"


@dataclass
class Platform(FakePlatform):
    """`cuts`: what is asked about the person breaks off, as on a line that fails."""

    cuts: bool = False

    def handle(self, request: Handler) -> None:
        if self.cuts and SUBJECT in request.path:
            request.close_connection = True
            return
        super().handle(request)


@dataclass
class Tool:
    app: Flask
    database: Database
    settings: Settings
    platform: Platform
    browser: Browser
    admin: AdminClient
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "COURSEWRIGHT_DATA": str(self.settings.data),
            "COURSEWRIGHT_DATABASE_URL": self.settings.database_url,
            "COURSEWRIGHT_REDIS_URL": self.settings.redis_url,
            "COURSEWRIGHT_SECRET_KEY": self.settings.secret_key.decode(),
            "COURSEWRIGHT_LOG_LEVEL": "DEBUG",
        }

    def rows(self, kind: type[Any]) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(kind)))

    def answer(self) -> None:
        """The person opens the activity and answers an exercise right."""
        first = self.browser.enter(LEARNER, tell_who)
        with self.database.write() as session:
            row = session.get_one(LaunchSession, first.split("/")[2])
            context = session.get_one(Context, row.context_id)
            practice = make_practice(session, context, language="", goal=4)
            skill = make_skill(session, context, "Average speed")
            make_exercise(session, context, CHOICE, skill=skill)
            session.execute(update(ResourceLink).values(practice_id=practice.id))
        visit = enter_visit(self.app, row, "", practice.id)
        visit.client = self.browser.client
        showing = visit.post("/learn/start").headers["Location"].partition("#")[0]
        page = visit.get(showing).text
        form = {name: field(page, name) for name in ("token", "version")}
        assert visit.post(f"{showing}/answer", {**form, **RIGHT}).status_code == 303

    def score_is(self, state: ScoreState) -> bool:
        return [score.state for score in self.rows(Score)] == [state]


def tell_who(claims: Claims) -> None:
    """Wherever Moodle names a person."""
    claims |= WHO
    for value in claims.values():
        if isinstance(value, dict):
            for name, mark in (("user_username", LOGIN), ("person_sourcedid", SOURCED_ID)):
                if name in value:
                    value[name] = mark


@pytest.fixture
def tool(new_sqlite: str, tmp_path: Path) -> Iterator[Tool]:
    database, platform = Database(new_sqlite), Platform(members=[MEMBER])
    grades = {"usergrades": [{"userid": SUBJECT, "userfullname": WHO["name"], "gradeitems": []}]}
    platform.web_service = {GRADES: grades}
    with queue_server() as server, serve(platform.handle) as platform.origin:
        settings = Settings.from_env(
            {
                "COURSEWRIGHT_DATA": str(tmp_path),
                "COURSEWRIGHT_BASE_URL": "http://localhost",
                "COURSEWRIGHT_DATABASE_URL": new_sqlite,
                "COURSEWRIGHT_REDIS_URL": server.url,
                "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
                "COURSEWRIGHT_METRICS_TOKEN": TOKEN,
            }
        )
        limiter = connect_limiter(server.url)
        app = create_app(settings, database, connect_queue(server.url), limiter)
        signer, vault = (
            register_platform(database, issuer=platform.origin),
            Vault(settings.secret_key),
        )
        with database.write() as session:
            ensure_key(session, vault, signer.registration_id)
            platform.public_pem = signing_key(session, vault, signer.registration_id).public_pem
            set_web_service(session, vault, signer.registration_id, platform.origin, "secret")
        admin, log = AdminClient(app, database), tmp_path / "worker.log"
        yield Tool(app, database, settings, platform, Browser(app, signer), admin, log)
    structlog.reset_defaults()
    database.close()


def read_queue(url: str) -> str:
    """All keys and values of the queue's server, jobs' ids, arguments and descriptions among
    them."""
    redis: Any = Redis.from_url(url)
    read = {
        b"hash": redis.hgetall,
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1),
        b"string": redis.get,
    }
    kinds = [(key, redis.type(key)) for key in redis.keys("*")]
    return repr(
        [(key, read[kind](key)) for key, kind in kinds if kind in read]
    )  # not expired since


def find_marks(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def refuse_launches(tool: Tool) -> str:
    """Launches of the person that fail in every way that looks at who they are; what they and an
    admin are shown of it."""
    changes: list[Claims] = [
        {"sub": SUBJECT * 20},
        {"sub": [SUBJECT]},
        {"exp": 1},
        {"nonce": "another"},
        {names.ROLES: WHO["name"]},
        {names.RESOURCE_LINK: WHO},
        {names.CONTEXT: WHO},
        {names.MESSAGE_TYPE: "LtiSomething"},
    ]
    pages = []
    for change in changes:
        answer = tool.browser.launch(
            LEARNER, lambda claims, new=change: (tell_who(claims), claims.update(new))
        )
        assert answer.status_code >= 400
        pages.append(answer.text)
    with tool.database.write() as session:
        session.execute(update(Person).where(Person.subject == SUBJECT).values(blocked=True))
    pages.append(tool.browser.launch(LEARNER, tell_who).text)
    pages.append(tool.browser.login(login_hint=SUBJECT, iss="https://nobody.example").text)
    pages.append(tool.admin.get("/admin/refusals").text)
    return "".join(pages)


def test_nobody_is_named_by_the_way(
    tool: Tool, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "lti_tool")
    configure_logging("DEBUG")
    tool.platform.enrolled = set()  # Moodle's reason phrase then holds the whole score
    tool.answer()
    queues = [read_queue(tool.settings.redis_url)]
    assert "jobs.send_scores.run" in queues[0]
    with python_process(run_worker_code("work"), tool.environment, tool.log):
        wait_for(lambda: tool.score_is(ScoreState.PARKED))
        tool.platform.enrolled, tool.platform.cuts = None, True
        tool.browser.enter(LEARNER, tell_who)  # puts the score back in the queue
        wait_for(lambda: "result_unread" in tool.log.read_text())
        tool.browser.enter(INSTRUCTOR)
        wait_for(lambda: any(context.synced_at for context in tool.rows(Context)))
        queues.append(read_queue(tool.settings.redis_url))
    assert tool.platform.posts[0]["userId"] == SUBJECT
    pages = refuse_launches(tool)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    metrics = tool.app.test_client().get("/metrics", headers=headers).text
    requests_log, worker_log = capsys.readouterr().out, tool.log.read_text()

    assert "coursewright_launches_total" in metrics
    assert requests_log.count("launch_refused") > 8
    assert {"score_sent", "course_synced"} <= {
        word for word in ("score_sent", "course_synced") if word in worker_log
    }
    places = {
        "request log": requests_log + caplog.text,
        "worker log": worker_log,
        "queue": "".join(queues),
        "metrics": metrics,
        "refusals": pages,
    }
    assert {place: found for place, text in places.items() if (found := find_marks(text))} == {}

"""How long a large class is given a worksheet: the request, the job, and the write lock between.

The application and the job run in this process, one after the other, on SQLite or on a PostgreSQL
of this machine.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.bench.class_course import sow_class
from deploy.bench.class_pages import NoQueue
from deploy.bench.machine import describe_machine
from deploy.bench.scores.mortals import DatabaseServer
from deploy.cli.errors import CommandError
from generators.exercise.content import Bloom, Kind
from jobs.give_worksheet import give_worksheet
from jobs.parts import Parts
from lti_tool.app import create_app
from lti_tool.db import Database, utcnow
from lti_tool.migrate import migrate_database
from lti_tool.models import Giving, LaunchSession, Practice, SheetPath, Skill, Worksheet
from lti_tool.queue import JobName
from lti_tool.services.visit_tokens import issue_token
from lti_tool.services.worksheet_people import Target
from lti_tool.services.worksheet_slots import SheetSlot
from lti_tool.services.worksheets import Plan, ask_worksheet, keep_plan
from lti_tool.settings import Settings
from lti_tool.views.visit import TOKEN_HEADER

SKILLS, SLOTS = 30, 6
OPTIONS = [
    click.Option(["--learners"], default=10_000, show_default=True),
    click.Option(["--answers"], default=20, show_default=True, help="Of each learner."),
    click.Option(
        ["--database"], type=click.Choice(["sqlite", "postgresql"]), default="sqlite",
        show_default=True,
    ),
    click.Option(["--seed"], default=0, show_default=True),
]  # fmt: skip


class LockTimes(Database):
    """Notes how long each transaction that writes takes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.seconds: list[float] = []

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            begun = time.perf_counter()
            yield session
        self.seconds.append(time.perf_counter() - begun)


class Bell(NoQueue):
    """Keeps what was rung."""

    def __init__(self) -> None:
        self.rung: list[tuple[JobName, str]] = []

    def ring(self, job: JobName, row_id: str) -> bool:
        self.rung.append((job, row_id))
        return True


def measure(
    learners: int = 10_000, answers: int = 20, database: str = "sqlite", seed: int = 0
) -> dict[str, Any]:
    """Raises `CommandError` where the class was not given the worksheet, or keeps it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coursewright-")))
        url = f"sqlite:///{folder / 'bench.db'}"
        if database == "postgresql":
            server = DatabaseServer(folder / "pg")
            stack.callback(server.end)
            url = server.url
        rows = LockTimes(url)
        stack.callback(rows.close)
        migrate_database(rows.engine)
        visit = sow_class(rows, learners, SKILLS, answers, seed)
        load = os.getloadavg()[0]
        figures = _give(folder, rows, visit, learners)
    return {
        "bench": "giving",
        "machine": describe_machine(),
        "load": load,
        "database": database,
        "learners": learners,
        "answers": learners * answers,
        **figures,
    }


def _give(folder: Path, rows: LockTimes, visit: LaunchSession, learners: int) -> dict[str, Any]:
    settings = Settings.from_env(
        {"COURSEWRIGHT_DATA": str(folder), "COURSEWRIGHT_SECRET_KEY": "bench" * 8}
    )
    bell = Bell()
    client = create_app(settings, rows, bell).test_client()
    headers = {TOKEN_HEADER: issue_token(settings.secret_key, visit)}
    parts = Parts(settings, rows, bell, settings.vault)
    with rows.write() as session:
        worksheet_id, practice_id = _plan(session, visit)
    place = f"/s/{visit.id}/worksheets/{worksheet_id}"
    found = {}
    for name, path in (("give", "give"), ("take_back", "giving/take-back")):
        rows.seconds.clear()
        begun, work = time.perf_counter(), time.process_time()
        answer = client.post(f"{place}/{path}", data={"practice": practice_id}, headers=headers)
        if answer.status_code != 303:
            raise CommandError(f"{path} answered {answer.status_code}.")
        asked = time.perf_counter()
        for _, giving_id in bell.rung:
            give_worksheet(parts, giving_id)
        bell.rung.clear()
        found[name] = {
            "request_seconds": asked - begun,
            "job_seconds": time.perf_counter() - asked,
            "cpu_seconds": time.process_time() - work,
            "writes": len(rows.seconds),
            "longest_write_seconds": max(rows.seconds),
        }
        with rows.read() as session:
            row = session.scalars(select(Giving)).one()
        if (row.done, row.given) != (learners, learners):
            raise CommandError(f"After {path} {row.done} of {learners} learners were reached.")
    return found


def _plan(session: Session, visit: LaunchSession) -> tuple[str, str]:
    """Ids of a planned worksheet for all and of the practice."""
    skills = session.scalars(select(Skill).order_by(Skill.position)).all()
    practice = session.scalars(select(Practice)).one()
    slots = [
        SheetSlot(
            id=f"s{number}", skill=skills[number % 3].id, kind=Kind.MULTIPLE_CHOICE,
            bloom=Bloom.UNDERSTAND, difficulty=0.0, minutes=2, p_correct=0.7,
        )
        for number in range(SLOTS)
    ]  # fmt: skip
    row: Worksheet = ask_worksheet(
        session, visit.context_id, visit.person_id, Target(), SLOTS, seed=1
    )
    plan = Plan(slots, {SheetPath.RULE: slots}, SheetPath.RULE, "no_model")
    keep_plan(session, row.id, plan, utcnow())
    return row.id, practice.id


def describe(figures: Mapping[str, Any]) -> list[str]:
    machine = figures["machine"]
    return [
        f"{machine['processor']}, {machine['cores']} cores, load {figures['load']:.1f}",
        f"{figures['learners']:,} learners, {figures['answers']:,} answers, {figures['database']}",
        *(
            f"{name:10} request {one['request_seconds']:.2f} s, job {one['job_seconds']:.2f} s, "
            f"{one['cpu_seconds']:.2f} s of processor; {one['writes']} transactions that write, "
            f"the longest {one['longest_write_seconds'] * 1000:.0f} ms"
            for name, one in ((name, figures[name]) for name in ("give", "take_back"))
        ),
    ]

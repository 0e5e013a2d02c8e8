"""How long the server works on the pages about a large class, and on their file.

The application answers in this process, on SQLite, from the request to the whole answer; nothing
is cached between two requests.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import click

from deploy.bench.class_course import sow_class
from deploy.bench.machine import describe_machine
from deploy.cli.errors import CommandError
from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.migrate import migrate_database
from lti_tool.queue import JobName, QueueName
from lti_tool.services.visit_tokens import issue_token
from lti_tool.settings import Settings
from lti_tool.views.visit import TOKEN_HEADER

GOAL_SECONDS = 1.0
PAGES = {
    "course": "/course",
    "who knows what": "/class",
    "misconceptions": "/class/misconceptions",
    "how exercises do": "/class/exercises",
    "who to talk to": "/class/talks",
}
OPTIONS = [
    click.Option(["--learners"], default=1_000, show_default=True),
    click.Option(["--skills"], default=30, show_default=True),
    click.Option(["--answers"], default=60, show_default=True, help="Of each learner."),
    click.Option(["--rounds"], default=5, show_default=True, help="Of which the median counts."),
    click.Option(["--seed"], default=0, show_default=True),
]


class NoQueue:
    """A doorbell that nobody hears: the pages ask for a reading of the course."""

    def ring(self, job: JobName, row_id: str) -> bool:
        del job, row_id
        return True

    def depth(self, queue: QueueName) -> int | None:
        del queue
        return 0


def measure(
    learners: int = 1_000, skills: int = 30, answers: int = 60, rounds: int = 5, seed: int = 0
) -> dict[str, Any]:
    """Raises `CommandError` where a page is not given."""
    with tempfile.TemporaryDirectory(prefix="coursewright-bench-") as folder:
        settings = Settings.from_env(
            {"COURSEWRIGHT_DATA": folder, "COURSEWRIGHT_SECRET_KEY": "bench" * 8}
        )
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            migrate_database(database.engine)
            visit = sow_class(database, learners, skills, answers, seed)
            client = create_app(settings, database, NoQueue()).test_client()
            headers = {TOKEN_HEADER: issue_token(settings.secret_key, visit)}
            pages = {
                name: _time_page(client, f"/s/{visit.id}{path}", headers, rounds)
                for name, path in PAGES.items()
            }
        finally:
            database.close()
    return {
        "bench": "class",
        "machine": describe_machine(),
        "load": os.getloadavg()[0],
        "learners": learners,
        "skills": skills,
        "answers": learners * answers,
        "goal_seconds": GOAL_SECONDS,
        "pages": pages,
    }


def _time_page(client: Any, path: str, headers: dict[str, str], rounds: int) -> dict[str, float]:
    """Wall and processor time: the first is what a reader waits for, the second what a busy
    machine does not change."""
    walls, works = [], []
    for _ in range(rounds):
        wall, work = time.perf_counter(), time.process_time()
        answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            raise CommandError(f"{path} answered {answer.status_code}.")
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    return {
        "seconds": median(walls),
        "cpu_seconds": median(works),
        "kilobytes": len(answer.data) / 1000,
    }


def describe(figures: Mapping[str, Any]) -> list[str]:
    machine = figures["machine"]
    return [
        f"{machine['processor']}, {machine['cores']} cores, "
        f"load {figures['load']:.1f} at the start",
        f"{figures['learners']:,} learners, {figures['skills']} skills, "
        f"{figures['answers']:,} answers (goal {GOAL_SECONDS:g} s a page)",
        *(
            f"{name:18} {page['seconds']:6.2f} s, {page['cpu_seconds']:6.2f} s of processor, "
            f"{page['kilobytes']:6.0f} kB"
            for name, page in figures["pages"].items()
        ),
    ]

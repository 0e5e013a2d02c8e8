"""The web application alone, as `coursewright serve` runs it, and a person inside a visit of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from lti_tool.db import Database
from lti_tool.migrate import migrate_database
from lti_tool.models import LaunchSession, Role
from lti_tool.services.visit_tokens import issue_token
from lti_tool.settings import Settings
from tests.jobs.embedded import free_port, wait_for
from tests.lti_tool.factories import make_course, make_person
from tests.lti_tool.visits import make_session

NO_QUEUE = "redis://127.0.0.1:1/0"


@dataclass(frozen=True)
class Web:
    """`database` is the server's own, for what a person cannot see; `log` its process's;
    `environment` its settings, for another process of the same installation."""

    url: str
    settings: Settings
    database: Database
    log: Path
    environment: Mapping[str, str]

    def visit(self, role: Role) -> Visit:
        with self.database.write() as session:
            context = make_course(session)
            row, secret = make_session(session, context, make_person(session, context, role))
        return Visit(self, row, secret)

    def stored_files(self) -> list[Path]:
        return [path for path in self.settings.uploads.rglob("*") if path.is_file()]


@dataclass(frozen=True)
class Visit:
    web: Web
    row: LaunchSession
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Visit-Token": issue_token(self.web.settings.secret_key, self.row)}

    def url(self, path: str) -> str:
        return f"{self.web.url}/s/{self.row.id}{path}"

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url(path), headers=self.headers, timeout=30)


@contextmanager
def serve_web(folder: Path, workers: int = 1, **environment: str) -> Iterator[Web]:
    """On a fresh database below `folder`; no queue is in reach unless `environment` names one."""
    url = f"http://127.0.0.1:{free_port()}"
    named = {
        "COURSEWRIGHT_DATA": str(folder / "data"),
        "COURSEWRIGHT_BASE_URL": url,
        "COURSEWRIGHT_REDIS_URL": NO_QUEUE,
        "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        **environment,
    }
    settings = Settings.from_env(named)
    database = Database(settings.database_url)
    migrate_database(database.engine)
    log = folder / "web.log"
    command = [sys.executable, "-m", "deploy.cli", "serve", "--bind", url.removeprefix("http://")]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            env={**os.environ, **named},
            stdout=out,
            stderr=out,
        )
    try:
        wait_for(lambda: process.poll() is not None or _answers(url))
        yield Web(url, settings, database, log, named)
    finally:
        process.terminate()
        process.wait(30)
        database.close()


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=2).ok
    except requests.RequestException:
        time.sleep(0.1)
        return False

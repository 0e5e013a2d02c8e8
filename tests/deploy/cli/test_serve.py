"""The web server as `coursewright serve` starts it: a real process, real HTTP, a clean stop."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from tests.deploy.cli.conftest import Run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "2"]
    with subprocess.Popen([sys.executable, "-m", "deploy.cli", *command]) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(url: str) -> requests.Response:
    deadline = time.monotonic() + 30
    while True:
        try:
            return requests.get(url, timeout=5)
        except requests.ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.2)


@pytest.mark.parametrize(
    "bind",
    ["", "localhost", "127.0.0.1:", ":80", "127.0.0.1:http", "127.0.0.1:70000", "999.1.1.1:5000"],
)
def test_a_bad_address_is_refused_at_once(installed: Run, bind: str) -> None:
    done = installed("serve", "--bind", bind)
    assert done.exit_code == 2
    assert bind in done.stderr


def test_an_address_that_is_taken_is_said(installed: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = installed("serve", "--bind", f"127.0.0.1:{port}")
    assert done.exit_code == 2
    assert "already in use" in done.stderr


def test_it_answers_and_stops_when_told(installed: Run) -> None:
    port = free_port()
    with serving(port) as process:
        assert wait_for(f"http://127.0.0.1:{port}/healthz").json() == {"ok": True}
        ready = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5)
        assert (ready.status_code, ready.json()["parts"]) == (
            503,
            {"database": True, "queue": False},
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0

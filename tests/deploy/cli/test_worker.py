"""`coursewright worker` as a real process: it shows that it lives, and stops when told, with no
queue's server in reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.models import WorkerBeat
from tests.deploy.cli.conftest import Run


def test_it_needs_a_queue(installed: Run) -> None:
    done = installed("worker")
    assert done.exit_code == 2
    assert "--queue" in done.stderr


def test_it_beats_and_stops_when_told(installed: Run) -> None:
    command = [sys.executable, "-m", "deploy.cli", "worker", "--queue", "work"]
    with subprocess.Popen(command) as process:
        try:
            _wait_for_beat("work")
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


def _wait_for_beat(queue: str) -> None:
    database = Database(os.environ["COURSEWRIGHT_DATABASE_URL"])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database.read() as session:
            if session.scalar(select(WorkerBeat.queue)) == queue:
                return
        time.sleep(0.2)
    raise AssertionError("no beat")

"""The demo's command as a process of its own, and whatever it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "deploy.cli", "demo")
STARTED = "Course site:"


@dataclass(frozen=True)
class Demo:
    """A demo by its data folder."""

    data: Path

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "COURSEWRIGHT_DATA": str(self.data)}

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *options], env=self.env, capture_output=True, text=True, check=False
        )

    @contextmanager
    def start(self, log: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Until it shows its addresses; killed at the end of the block if it still runs then."""
        with log.open("wb") as out:
            process = subprocess.Popen(
                COMMAND, env=self.env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            while STARTED not in log.read_text("utf-8", "replace"):
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
            yield process
        finally:
            process.kill()
            process.wait()
            assert wait_until_gone(self.data), processes_of(self.data)


def processes_of(data: Path) -> list[str]:
    """Command lines of all processes that were started with this folder in their environment."""
    return [line for line in map(_command_line, _environments(data)) if line]


def wait_until_gone(data: Path, seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while processes_of(data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _environments(data: Path) -> Iterator[Path]:
    """Folders of /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(data) in (folder / "environ").read_bytes():
                yield folder
        except OSError:
            continue  # it has ended meanwhile


def _command_line(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""

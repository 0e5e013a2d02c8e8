"""`coursewright demo`: start everything on embedded parts, walk the main job, stay up."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout
from platformdirs import user_data_path
from rich.console import Console

from deploy.cli.errors import CommandError
from deploy.demo.browsing import BrowsingError
from deploy.demo.model import ensure_model
from deploy.demo.places import Places, open_places
from deploy.demo.processes import ProcessError
from deploy.demo.report import Narrator, Report
from deploy.demo.running import Running, StartError, start_demo
from deploy.demo.walk.main import Walk
from deploy.demo.walk.setting import Size, WalkError


def run_demo(*, once: bool, json_file: Path | None, size: Size) -> int:
    """The exit status: 0 if every step was confirmed from the outside.

    Raises `CommandError` where the folder cannot be used.
    """
    console = Console()
    data = _choose_folder(once)
    _check_folder(data, once)
    narrator = Narrator(Report(), console)
    with _only_one(data), _terminated_as_interrupted():
        try:
            return _run(open_places(data), narrator, once, json_file, size)
        except KeyboardInterrupt:
            console.print("Stopped. Run it again to go on where it was.")
            return 0 if not once else 130


def _choose_folder(once: bool) -> Path:
    if named := os.environ.get("COURSEWRIGHT_DATA"):
        return Path(named)
    if once:
        return Path(tempfile.mkdtemp(prefix="coursewright-demo-"))
    return user_data_path("coursewright-demo")


def _check_folder(data: Path, once: bool) -> None:
    data.mkdir(parents=True, exist_ok=True)
    entries = [path.name for path in data.iterdir() if path.name != "demo.lock"]
    if once and entries:
        raise CommandError(f"--once walks in a fresh folder, and {data} is not empty.")
    if entries and "demo.json" not in entries:
        raise CommandError(f"{data} holds other things. Name another folder in COURSEWRIGHT_DATA.")


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    try:
        with FileLock(data / "demo.lock", timeout=0):
            yield
    except Timeout:
        raise CommandError(f"A demo is running in {data} already.") from None


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM stops the demo as cleanly as Ctrl-C does."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(places: Places, narrator: Narrator, once: bool, json_file: Path | None, size: Size) -> int:
    console, report = narrator.console, narrator.report
    ensure_model(console, os.environ)
    console.print(f"Starting on embedded parts in {places.data} ...")
    with start_demo(places, os.environ) as running:
        status = _walk(running, narrator, size)
        if json_file:
            report.write(json_file)
        if once:
            return status
        _show_addresses(running, console)
        _stay_up(running)
    return status


def _walk(running: Running, narrator: Narrator, size: Size) -> int:
    walk = Walk.open(running, narrator, size)
    if walk.is_done:
        return 0
    try:
        walk.go()
    except (WalkError, BrowsingError, ProcessError, StartError) as error:
        narrator.console.print(str(error), style="red", markup=False)
        return 1
    return 0 if narrator.report.ok or walk.is_done else 1


def _show_addresses(running: Running, console: Console) -> None:
    places = running.places
    console.print()
    console.print(f"Course site:  {places.platform_url}/  (choose a person there)")
    console.print(f"The tool:     {places.tool_url}/  (opened from the course pages)")
    console.print(f"Logs:         {places.logs}")
    console.print("Ctrl-C stops everything; run it again and it goes on.")


def _stay_up(running: Running) -> None:
    """Until Ctrl-C. Raises `ProcessError` when a process ends by itself."""
    while True:
        running.processes.check()
        time.sleep(1)

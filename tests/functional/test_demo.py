"""The demo as a person runs it: the whole main job on real parts, confirmed from the outside."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.browsing import Browser
from deploy.demo.report import STEPS
from generators.exercise.content import Kind
from tests.functional.demo_process import Demo, processes_of, wait_until_gone
from tests.functional.private_words import find_private, read_logs

pytestmark = pytest.mark.timeout(900)

EXERCISES, ANSWERS = 18, 2  # two of each kind in each course
CONFIRMED = 10
START_SECONDS = 60.0  # on a machine that has more to do
FIRST_LEARNER = 5


@dataclass(frozen=True)
class Walked:
    """A demo whose main job was walked through, and what it reported."""

    demo: Demo
    report: dict[str, Any]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    folder = tmp_path_factory.mktemp("demo")
    demo, file = Demo(folder / "data"), folder / "report.json"
    options = ("--exercises", str(EXERCISES), "--answers", str(ANSWERS), "--json", str(file))
    done = demo.run("--once", *options)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert wait_until_gone(demo.data, 1), processes_of(demo.data)
    return Walked(demo, json.loads(file.read_text("utf-8")))


def test_every_step_is_done(walked: Walked) -> None:
    steps = walked.report["steps"]
    assert [step["name"] for step in steps] == list(STEPS)
    assert all(step["ok"] and step["seconds"] >= 0 for step in steps)


def test_all_files_are_read_and_their_kinds_are_published_in_both_languages(walked: Walked) -> None:
    sources, exercises = walked.report["sources"], walked.report["exercises"]
    assert sources["files"] == 10
    assert sources["passages"] > 150
    assert exercises["requested"] == 2 * EXERCISES
    drafted = exercises["published"] - exercises["by_drafter"]["imported"]  # a case for each course
    assert exercises["by_drafter"]["imported"] == 2
    assert exercises["drafted"] >= exercises["accepted"] > drafted > 0
    # What matching was left of the demo courses read badly; it may come, and need not.
    kinds = {kind.value for kind in Kind}
    assert kinds - {Kind.MATCHING.value} <= set(exercises["by_kind"]) <= kinds
    assert set(exercises["by_language"]) == {"en", "zh"}
    assert sum(exercises["by_kind"].values()) == exercises["published"]
    assert sum(exercises["by_drafter"].values()) == exercises["published"]


def test_every_score_stands_in_the_gradebook(walked: Walked) -> None:
    scores = walked.report["scores"]
    assert scores["confirmed"] >= CONFIRMED
    assert scores["mismatched"] == 0
    assert len(scores["rows"]) == scores["sent"] == scores["confirmed"]
    assert all(abs(row["sent"] - row["gradebook"]) < 0.01 for row in scores["rows"])
    assert len({row["sent"] for row in scores["rows"]}) > 1


def test_every_learner_has_moved_and_knows_the_next_step(walked: Walked) -> None:
    learners = walked.report["learners"]
    assert len(learners) >= CONFIRMED
    for learner in learners:
        assert learner["mastery_after"] != learner["mastery_before"]
        assert all(0 <= mean <= 1 for mean in learner["mastery_after"].values())
        assert learner["next"]["skill"]
        assert learner["next"]["reason"]


def test_logs_name_nobody_and_hold_no_secret(walked: Walked) -> None:
    assert find_private(walked.demo.data) == []
    assert [n for n, text in read_logs(walked.demo.data).items() if "Traceback" in text] == []


def test_walk_is_refused_where_something_is(walked: Walked) -> None:
    done = walked.demo.run("--once")
    assert done.returncode == 2
    assert "is not empty" in done.stderr


def test_second_start_goes_on_and_a_stop_leaves_nothing(walked: Walked, tmp_path: Path) -> None:
    began, log = time.monotonic(), tmp_path / "second.log"
    with walked.demo.start(log) as process:
        assert time.monotonic() - began < START_SECONDS
        told = " ".join(log.read_text().split())
        assert not [step for step in STEPS.values() if step in told]
        assert open_activity(walked.demo.data)
        again = walked.demo.run()
        assert again.returncode == 2
        assert again.stderr.startswith("Error: A demo is running in ")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert processes_of(walked.demo.data) == []
    assert "Stopped." in log.read_text()


def open_activity(data: Path) -> bool:
    """A learner finds their next exercise in the activity on the course page."""
    site = f"http://localhost:{json.loads((data / 'demo.json').read_text())['platform']}"
    browser = Browser()
    browser.submit(browser.open(f"{site}/"), f'button[name="user"][value="{FIRST_LEARNER}"]')
    cmid = json.loads((data / "walk.json").read_text())["cmids"]["2"]
    course = browser.open(f"{site}/course/2")
    view = browser.open(course.link(f'li[data-cmid="{cmid}"] a'))
    return browser.enter(browser.open(view.link("#contentframe"))).has(".next-card form")


def test_killed_demo_takes_its_processes_along(walked: Walked, tmp_path: Path) -> None:
    with walked.demo.start(tmp_path / "third.log") as process:
        assert len(processes_of(walked.demo.data)) > 6
        process.kill()
        process.wait()
        assert wait_until_gone(walked.demo.data), processes_of(walked.demo.data)

"""Logs to trace: simulated ones, and folders of train.csv and test.csv."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from analytics.simulation.course import Plan, build_course
from analytics.simulation.learner import SimulatedLearner
from analytics.simulation.world import World
from analytics.tracing.log import AnswerRow
from analytics.tracing.read import LogError, read_answers
from lti_tool.errors import ToolError

PLAN = Plan(skills=15, per_skill=12, sessions=8, answers=8)
TRAIN, TEST = "train.csv", "test.csv"


class Pair(NamedTuple):
    name: str
    train: list[AnswerRow]
    test: list[AnswerRow]


class NoLogsError(ToolError):
    code = "no_logs"
    message = "%(folder)s holds no train.csv beside a test.csv, nor does a folder in it."


class UnreadableLogError(ToolError):
    code = "unreadable_log"
    message = "%(reason)s"


def simulate_pair(name: str, world: World, train: int, test: int) -> Pair:
    """Other learners in the test, on the same course."""
    course = build_course(world, PLAN)

    def simulate(numbers: range) -> list[AnswerRow]:
        learners = (SimulatedLearner(world, course, f"learner {number}") for number in numbers)
        return [row for learner in learners for row in simulate_learner(learner, world.seed)]

    return Pair(name, simulate(range(train)), simulate(range(train, train + test)))


def simulate_learner(learner: SimulatedLearner, seed: int) -> list[AnswerRow]:
    """Works through the course in order, with looks back, and stops when it likes."""
    random = Random(f"{seed}/{learner.name}/log")
    times = learner.course.times()
    nodes, choices = learner.course.nodes, learner.course.choices
    rows = []
    for at, time in enumerate(times[: random.randint(8, len(times))]):
        place = at * len(nodes) // len(times)
        skill = nodes[random.randint(0, place) if random.random() < 0.3 else place].id
        exercise = random.choice([choice for choice in choices if skill in choice.skills]).exercise
        correct = learner.answer(exercise, skill, time)
        rows.append(AnswerRow(learner.name, exercise, (skill,), time.timestamp(), float(correct)))
    return rows


def list_pairs(folder: Path) -> Sequence[Path]:
    """The folder itself, or those in it. Raises `NoLogsError`."""
    found = [
        place
        for place in (folder, *sorted(folder.iterdir()))
        if (place / TRAIN).is_file() and (place / TEST).is_file()
    ]
    if not found:
        raise NoLogsError(folder=folder)
    return found


def read_pair(folder: Path) -> Pair:
    """Raises `UnreadableLogError` naming file, line and column."""
    return Pair(folder.resolve().name, _read(folder / TRAIN), _read(folder / TEST))


def _read(path: Path) -> list[AnswerRow]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_answers(file, str(path))
    except LogError as error:
        raise UnreadableLogError(reason=error) from error

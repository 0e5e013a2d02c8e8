"""One seed of the planner's bench: where its sheets come from, and the contest on them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from generators.fitting.progress import Tell
from generators.planner.contest import hold_contest
from generators.planner.errors import PlannerInputError
from generators.planner.settings import TrainSettings
from generators.planner.sheets import DatedSheet, Prepared, date_sheets, prepare_sheets, read_sheets
from generators.planner.skill_map import load_map
from generators.planner.training import FEWEST_HELD, encode, keep_known, open_course
from generators.planner.world import simulate_sheets

LEARNERS, EACH = 800, 6
PARTS = (0.625, 0.125)  # of the simulated learners: trained on, validated on; the rest is unseen


@dataclass(frozen=True, slots=True)
class Material:
    """`again` are second real sheets for the learners of `unseen`, row by row; none where one half
    of `unseen` is to be held against the other."""

    train: tuple[DatedSheet, ...]
    validation: tuple[DatedSheet, ...]
    unseen: tuple[DatedSheet, ...]
    again: tuple[DatedSheet, ...] = ()
    requires: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: Sequence[str] = ()


class Origin(Protocol):
    def gather(self, seed: int) -> Material: ...

    def describe(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Run:
    figures: dict[str, dict[str, float]]
    tuned: bool
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class SimulatedSchool:
    """`share` of the usual number of learners."""

    name: str
    share: float = 1.0

    def gather(self, seed: int) -> Material:
        skill_map = load_map(self.name)
        count = max(40, int(LEARNERS * self.share))
        world = list(simulate_sheets(skill_map, seed, count, EACH))
        first, second = (int(count * sum(PARTS[: number + 1])) * EACH for number in range(2))
        dated = [one.dated for one in world]
        again = [DatedSheet(one.dated.learner, one.dated.time, one.again) for one in world]
        return Material(
            tuple(dated[:first]),
            tuple(dated[first:second]),
            tuple(dated[second:]),
            tuple(again[second:]),
            skill_map.requires,
            skill_map.skills,
        )

    def describe(self) -> str:
        return (
            f"simulated teachers and learners, skills of OATutor's {self.name} course, simulated "
            "prerequisites; real: a second sheet by the same teacher for the same learner"
        )


@dataclass(frozen=True, slots=True)
class FilesOfSheets:
    train: Path
    unseen: Path

    def gather(self, seed: int) -> Material:
        """Seeds differ in what is drawn and trained, not in what is given."""
        del seed
        parts = prepare_sheets(date_sheets(read_sheets(self.train)))
        unseen = tuple(date_sheets(read_sheets(self.unseen)))
        return Material(parts.train + parts.unseen, parts.validation, unseen)

    def describe(self) -> str:
        return (
            f"sheets of {self.train.name} and {self.unseen.name}; real: the second half of the "
            "unseen sheets against the first"
        )


def run_seed(origin: Origin, seed: int, settings: TrainSettings, tell: Tell) -> Run:
    """Raises PlannerInputError where the sheets are too few to be measured on."""
    start = time.process_time()
    given = origin.gather(seed)
    course, _ = open_course(
        Prepared(given.train, given.validation, ()),
        None,
        settings,
        seed,
        given.requires,
        given.order,
        tell,
    )
    unseen, again = keep_known(course.words, given.unseen), keep_known(course.words, given.again)
    if not again:
        half = len(unseen) // 2
        unseen, again = unseen[:half], unseen[half : 2 * half]
    if len(unseen) < FEWEST_HELD:
        raise PlannerInputError(
            f"{len(unseen)} unseen sheets speak of the training sheets' skills: too few to "
            f"measure on, {FEWEST_HELD} are needed (twice as many where one half is the other's "
            "measure)."
        )
    states = [sheet.learner for sheet in unseen]
    coded, other = encode(course.words, unseen), encode(course.words, again)
    held = hold_contest(course, coded, states, other)
    return Run(held.figures, held.learnt.keeps, time.process_time() - start)

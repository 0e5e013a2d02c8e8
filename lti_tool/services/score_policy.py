"""What a practice's score is, from counts alone: pure, so that each rule is one test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lti_tool.models import ScorePolicy

GATE = 0.8  # a skill counts as mastered from here on
MOST_VARIANTS = 3  # how many variants of one parametric exercise may count
FULL = 100.0


class ActivityProgress(StrEnum):
    """The words of the Assignment and Grade Services 2.0."""

    STARTED = "Started"
    IN_PROGRESS = "InProgress"
    COMPLETED = "Completed"


@dataclass(frozen=True, slots=True)
class Answered:
    """A showing that was answered: `variant` tells a family's draws apart."""

    exercise: str
    variant: int
    is_family: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """One learner in one practice: how many different exercises are right, and answered.

    `masteries` has an entry per skill, 0 for one without any answer: what nobody has shown
    counts for nothing.
    """

    right: int = 0
    answered: int = 0
    masteries: Sequence[float] = ()


def count_different(showings: Iterable[Answered]) -> int:
    return sum(mark_different(showings))


def mark_different(showings: Iterable[Answered]) -> Iterator[bool]:
    """Which of them count: each exercise once, a parametric one with up to three different
    variants."""
    variants: dict[str, set[int]] = {}
    for shown in showings:
        seen = variants.setdefault(shown.exercise, set())
        counts = len(seen) < (MOST_VARIANTS if shown.is_family else 1) and shown.variant not in seen
        if counts:
            seen.add(shown.variant)
        yield counts


def give_points(policy: ScorePolicy, goal: int, tally: Tally) -> float:
    """0 to 100. Points never fall, except where an instructor's correction regrades an answer."""
    match policy:
        case ScorePolicy.POINTS:
            share = tally.right / goal
        case ScorePolicy.COMPLETION:
            share = tally.answered / goal
        case ScorePolicy.MASTERY:
            reached = [min(1.0, mean / GATE) for mean in tally.masteries]
            share = sum(reached) / len(reached) if reached else 0.0
    return round(FULL * min(1.0, share), 2)


def tell_progress(given: float, answered: int, *, closed: bool) -> ActivityProgress:
    if closed or given >= FULL:
        return ActivityProgress.COMPLETED
    return ActivityProgress.IN_PROGRESS if answered else ActivityProgress.STARTED

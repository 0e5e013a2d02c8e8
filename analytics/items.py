"""How exercises behave: difficulty, discrimination and time, from learners' first tries.

Classical test theory (Crocker and Algina, 1986, chapter 14), changed for practice, in which each
learner meets other exercises: how well a learner does elsewhere is measured against what others
did on the same exercises.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median

from analytics.intervals import Interval, bound_correlation, bound_share

FEW = 10  # answers before a share says anything
ENOUGH = 20  # learners before a correlation does
ELSEWHERE = 3  # other exercises that a learner must have answered
HARD, EASY = 0.2, 0.95
LEAST_DISCRIMINATION = 0.15


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """A learner's first try; `score` in [0, 1], `seconds` None where it was not timed."""

    exercise: str
    learner: str
    score: float
    seconds: float | None = None


class ItemFlag(StrEnum):
    """What an instructor should look at; none of it says that the exercise is wrong."""

    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    TELLS_LITTLE = "tells_little"


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """`p_value`: mean score in [0, 1]. `discrimination`: correlation in [-1, 1] of the score with
    how well the same learners do elsewhere (corrected point-biserial), None below 20 learners or
    where one of the two does not vary. `seconds`: the median.
    """

    answers: int
    p_value: float
    discrimination: float | None
    compared: int
    seconds: float | None

    @property
    def p_interval(self) -> Interval:
        return bound_share(self.p_value, self.answers)

    @property
    def discrimination_interval(self) -> Interval | None:
        if self.discrimination is None:
            return None
        return bound_correlation(self.discrimination, self.compared)

    @property
    def flags(self) -> tuple[ItemFlag, ...]:
        """Only what holds beyond chance: a share from ten answers on, a low correlation where even
        the upper end of its 80 % interval is low."""
        found = []
        if self.answers >= FEW and self.p_value <= HARD:
            found.append(ItemFlag.TOO_HARD)
        if self.answers >= FEW and self.p_value >= EASY:
            found.append(ItemFlag.TOO_EASY)
        interval = self.discrimination_interval
        if interval and interval[1] < LEAST_DISCRIMINATION:
            found.append(ItemFlag.TELLS_LITTLE)
        return tuple(found)


def describe_items(answers: Iterable[ItemAnswer]) -> dict[str, ItemStatistics]:
    """By exercise. Raises ValueError for a score outside [0, 1]."""
    by_item: defaultdict[str, list[ItemAnswer]] = defaultdict(list)
    for answer in answers:
        if not 0 <= answer.score <= 1:
            raise ValueError(f"exercise {answer.exercise}: score {answer.score} is not in [0, 1]")
        by_item[answer.exercise].append(answer)
    means = {item: fmean(one.score for one in found) for item, found in by_item.items()}
    surplus: defaultdict[str, list[float]] = defaultdict(list)
    for item, found in by_item.items():
        for one in found:
            surplus[one.learner].append(one.score - means[item])
    sums = {learner: (sum(found), len(found)) for learner, found in surplus.items()}
    return {item: _describe(found, means[item], sums) for item, found in by_item.items()}


def _describe(
    found: Sequence[ItemAnswer], mean: float, sums: dict[str, tuple[float, int]]
) -> ItemStatistics:
    pairs = []
    for one in found:
        total, count = sums[one.learner]
        if count > ELSEWHERE:
            pairs.append((one.score, (total - (one.score - mean)) / (count - 1)))
    times = [one.seconds for one in found if one.seconds is not None]
    discrimination = _correlate(pairs) if len(pairs) >= ENOUGH else None
    return ItemStatistics(
        len(found), mean, discrimination, len(pairs), median(times) if times else None
    )


def _correlate(pairs: Sequence[tuple[float, float]]) -> float | None:
    first, second = fmean(a for a, _ in pairs), fmean(b for _, b in pairs)
    across = sum((a - first) * (b - second) for a, b in pairs)
    spread = math.sqrt(
        sum((a - first) ** 2 for a, _ in pairs) * sum((b - second) ** 2 for _, b in pairs)
    )
    return max(-1.0, min(1.0, across / spread)) if spread > 1e-12 else None

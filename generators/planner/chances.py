"""One learner's chances: P(correct) by skill and difficulty, as plain numbers.

Whoever knows the learner model hands a grid in; where nobody does, one follows from mastery.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from generators.exercise.worksheet import LearnerState
from generators.planner.errors import PlannerInputError

DIFFICULTIES = tuple(number / 2 for number in range(-8, 9))  # logits, the range of blueprints
_EDGE = 0.02  # a mastery of 0 or 1 has no logit


@dataclass(frozen=True, slots=True)
class ChanceGrid:
    """`rows[skill][i]` is P(correct) at `difficulties[i]` (rising, in logits).

    Raises PlannerInputError for a grid whose rows do not fit its difficulties.
    """

    difficulties: tuple[float, ...]
    rows: Mapping[str, tuple[float, ...]]

    def __post_init__(self) -> None:
        if list(self.difficulties) != sorted(set(self.difficulties)) or not self.difficulties:
            raise PlannerInputError("The difficulties of a grid of chances must rise.")
        for skill, row in self.rows.items():
            if len(row) != len(self.difficulties) or not all(0 <= p <= 1 for p in row):
                raise PlannerInputError(
                    f"The chances of {skill!r} must be {len(self.difficulties)} numbers from 0 "
                    "to 1, one for each difficulty."
                )

    def at(self, skill: str, difficulty: float) -> float:
        """Linear between the points, constant beyond them."""
        row, points = self.rows[skill], self.difficulties
        if difficulty <= points[0]:
            return row[0]
        if difficulty >= points[-1]:
            return row[-1]
        right = bisect_right(points, difficulty)
        share = (difficulty - points[right - 1]) / (points[right] - points[right - 1])
        return row[right - 1] + share * (row[right] - row[right - 1])

    def find_difficulty(self, skill: str, chance: float) -> float:
        """Where P(correct) is nearest to `chance`, on steps of a tenth of a logit."""
        steps = [number / 10 for number in range(-40, 41)]
        return min(steps, key=lambda step: (abs(self.at(skill, step) - chance), abs(step)))


def logit(p: float) -> float:
    """Of a probability kept off 0 and 1 by .02."""
    kept = min(max(p, _EDGE), 1 - _EDGE)
    return math.log(kept / (1 - kept))


def squash(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def grid_from_mastery(learner: LearnerState) -> ChanceGrid:
    """Mastery is P(correct) on an exercise of difficulty 0; the rest follows the logistic law."""
    return ChanceGrid(
        DIFFICULTIES,
        {
            skill: tuple(squash(logit(mastery) - difficulty) for difficulty in DIFFICULTIES)
            for skill, mastery in learner.mastery.items()
        },
    )

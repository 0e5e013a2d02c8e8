"""Responses as a matrix: who answered what, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.bank.items import BankError

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
FEWEST_LEARNERS, FEWEST_ITEMS, FEWEST_ANSWERS = 5, 2, 50


@dataclass(frozen=True, slots=True)
class Responses:
    """scores [L, I] in [0, 1], 0 where nothing was answered; mask [L, I] is 1 where something was.
    Several answers of one learner to one item are their mean."""

    scores: Floats
    mask: Floats
    learners: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def answers(self) -> int:
        return int(self.mask.sum())

    def hide(self, hidden: NDArray[np.bool_]) -> Responses:
        """Without the answers at `hidden` [L, I]."""
        mask = np.where(hidden, 0, self.mask).astype(np.float32)
        return Responses(self.scores * mask, mask, self.learners, self.items)


def arrange_responses(answers: Iterable[tuple[str, str, float]]) -> Responses:
    """Of (learner, item, score). Raises `BankError` for a score that is no share."""
    cells: dict[tuple[str, str], list[float]] = {}
    for learner, item, score in answers:
        if not 0 <= score <= 1:  # NaN too
            raise BankError(f"{learner} on {item}: the score {score} is not between 0 and 1.")
        cells.setdefault((learner, item), []).append(score)
    learners = tuple(sorted({learner for learner, _ in cells}))
    items = tuple(sorted({item for _, item in cells}))
    rows = {learner: at for at, learner in enumerate(learners)}
    columns = {item: at for at, item in enumerate(items)}
    scores = np.zeros((len(learners), len(items)), dtype=np.float32)
    mask = np.zeros_like(scores)
    for (learner, item), own in cells.items():
        place = rows[learner], columns[item]
        scores[place], mask[place] = sum(own) / len(own), 1
    return Responses(scores, mask, learners, items)


def check_enough(responses: Responses) -> None:
    """Raises `BankError` with what is missing."""
    learners, items = len(responses.learners), len(responses.items)
    if learners < FEWEST_LEARNERS or items < FEWEST_ITEMS or responses.answers < FEWEST_ANSWERS:
        raise BankError(
            f"{responses.answers} answers of {learners} learners to {items} exercises are too few: "
            f"it takes {FEWEST_ANSWERS} answers, {FEWEST_LEARNERS} learners, {FEWEST_ITEMS} "
            "exercises."
        )

"""Whether the learner model errs alike in groups: chance told beforehand minus what came.

Groups are names that the caller brings; they are no input of any model.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.elo import predict_answer, squash, start_state, update_state
from analytics.profile import sort_evidence
from analytics.snapshot import SHIPPED, Snapshot
from analytics.types import Evidence, Source

LEAST_LEARNERS = 10  # a group of fewer is not told of: its figures would be of persons
RIGHT = 0.5
DRAWS = 1_000
SEED = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """`chance` of a right answer as it was told before the answer came."""

    learner: str
    chance: float
    right: bool


@dataclass(frozen=True, slots=True)
class GroupErrors:
    """`gap`: mean chance minus the share that was right, both in [0, 1]; above 0 the group was
    thought to know more than it showed. `low` to `high` holds 95 of 100 redraws of its learners."""

    group: str
    learners: int
    answers: int
    gap: float
    low: float
    high: float


def forecast_answers(
    learner: str, evidence: Iterable[Evidence], snapshot: Snapshot = SHIPPED
) -> Iterator[Forecast]:
    """Of each first try made here, with what was known until then. Raises ValueError for evidence
    that cannot be used."""
    state = start_state(snapshot.parameters)
    for piece in sort_evidence(learner, evidence):
        hard = snapshot.difficulty(piece.exercise, piece.skills)
        if piece.source is Source.HERE and piece.weight == 1:
            chance = predict_answer(state, piece.skills, hard, piece.time, snapshot.parameters)
            told = squash(snapshot.line.straighten(math.log(chance / (1 - chance))))
            yield Forecast(learner, told, piece.score >= RIGHT)
        state = update_state(state, piece, hard, snapshot.parameters)


def compare_errors(
    forecasts: Iterable[Forecast], groups: Mapping[str, str]
) -> tuple[list[GroupErrors], int]:
    """Groups by name, and how many learners are in groups too small to be told of. Learners
    without a group are left out."""
    by_group: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in forecasts:
        if one.learner in groups:
            by_group[groups[one.learner]][one.learner].append(one.chance - one.right)
    told = {name: found for name, found in by_group.items() if len(found) >= LEAST_LEARNERS}
    small = sum(len(found) for name, found in by_group.items() if name not in told)
    return [_measure(name, list(told[name].values())) for name in sorted(told)], small


def _measure(name: str, errors: Sequence[Sequence[float]]) -> GroupErrors:
    """Learners, not answers, are drawn anew: a learner's answers err together."""
    sums = np.array([[sum(mine), len(mine)] for mine in errors])
    drawn = np.random.default_rng(SEED).integers(0, len(sums), (DRAWS, len(sums)))
    totals = sums[drawn].sum(axis=1)
    low, high = np.quantile(totals[:, 0] / totals[:, 1], (0.025, 0.975))
    gap = float(sums[:, 0].sum() / sums[:, 1].sum())
    return GroupErrors(name, len(sums), int(sums[:, 1].sum()), gap, float(low), float(high))

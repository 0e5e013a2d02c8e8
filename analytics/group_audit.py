"""Whether chances err differently for one group of people than for another. An audit, and never an
input: who somebody is reaches no model.

Groups of fewer than `LEAST_PEOPLE` are not shown, nor sums from which they could be reckoned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.foresight import Case
from analytics.tracing.figures import Figure
from analytics.tracing.measures import DRAWS, measure_predictions

LEAST_PEOPLE = 10
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """`gap` is the mean chance minus the observed rate: above 0 the model thinks too much of the
    group. Intervals are of 95 %, learners drawn anew."""

    label: str
    learners: int
    cases: int
    predicted: float
    observed: float
    gap: Figure
    auc: Figure
    ece: Figure


@dataclass(frozen=True, slots=True)
class Difference:
    """Of the two groups whose gaps lie farthest apart: the first's gap minus the second's."""

    first: str
    second: str
    gap: Figure


@dataclass(frozen=True, slots=True)
class GroupReport:
    """`hidden` counts groups of too few people. Largest group first."""

    groups: tuple[GroupFigures, ...]
    hidden: int
    widest: Difference | None

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def audit_groups(cases: Iterable[Case], labels: Mapping[str, str], seed: int = 0) -> GroupReport:
    """`labels` by learner; who has none is in no group. Raises ValueError for a figure outside
    [0, 1]."""
    by_label: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if not (0 <= case.p <= 1 and 0 <= case.outcome <= 1):
            raise ValueError(f"a chance and an outcome lie in [0, 1], not {case.p}, {case.outcome}")
        if label := labels.get(case.learner):
            by_label[label].append(case)
    large = {
        label: found
        for label, found in sorted(by_label.items())
        if len({case.learner for case in found}) >= LEAST_PEOPLE
    }
    measured = [_measure(label, found, seed) for label, found in large.items()]
    groups = sorted(
        (figures for figures, _ in measured), key=lambda one: (-one.learners, one.label)
    )
    drawn = {figures.label: draws for figures, draws in measured}
    return GroupReport(tuple(groups), len(by_label) - len(large), _find_widest(groups, drawn))


def _measure(label: str, cases: Sequence[Case], seed: int) -> tuple[GroupFigures, Numbers]:
    """And the gaps of the draws."""
    numbers = {learner: at for at, learner in enumerate(sorted({one.learner for one in cases}))}
    p = np.array([case.p for case in cases])
    outcome = np.array([case.outcome for case in cases])
    learner = np.array([numbers[case.learner] for case in cases])
    measures = measure_predictions(p, outcome, learner, seed)
    draws = _draw_gaps(np.bincount(learner, p - outcome), np.bincount(learner), seed)
    low, high = np.quantile(draws, [0.025, 0.975])
    gap = Figure(float((p - outcome).mean()), float(low), float(high))
    return GroupFigures(
        label, len(numbers), len(cases), float(p.mean()), float(outcome.mean()), gap,
        measures.auc, measures.ece,
    ), draws  # fmt: skip


def _draw_gaps(off: NDArray[Any], counts: NDArray[Any], seed: int) -> Numbers:
    """`off` and `counts` are sums of each learner; a draw takes as many learners as there are."""
    random = np.random.default_rng(seed)
    chosen = random.integers(0, len(off), (DRAWS, len(off)))
    found: Numbers = off[chosen].sum(axis=1) / counts[chosen].sum(axis=1)
    return found


def _find_widest(groups: Sequence[GroupFigures], drawn: Mapping[str, Numbers]) -> Difference | None:
    if len(groups) < 2:
        return None
    ordered = sorted(groups, key=lambda one: one.predicted - one.observed)
    low, high = ordered[0], ordered[-1]
    between = drawn[high.label] - np.random.default_rng(0).permutation(drawn[low.label])
    bounds = np.quantile(between, [0.025, 0.975])
    value = (high.predicted - high.observed) - (low.predicted - low.observed)
    return Difference(high.label, low.label, Figure(value, float(bounds[0]), float(bounds[1])))

"""By how much predictions miss the rate of each group of learners, and what chance makes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from deploy.bench.oulad import GROUPS, Case

SMALL = 100  # a group of fewer says little: its gap is shown, but not held against the goal
DRAWS = 200
Numbers = NDArray[np.float64]
Gaps = Mapping[str, Mapping[str, float]]  # by value of a group: learners, gap


def find_gaps(name: str, cases: Sequence[Case], errors: Numbers) -> dict[str, dict[str, float]]:
    """`errors` are predictions minus outcomes; a gap is their mean in a group."""
    by_value: dict[str, list[float]] = defaultdict(list)
    for case, error in zip(cases, errors, strict=True):
        by_value[case.groups[name] or "?"].append(float(error))
    return {
        value: {"learners": len(found), "gap": float(np.mean(found))}
        for value, found in sorted(by_value.items())
    }


def find_widest(groups: Mapping[str, Gaps]) -> float:
    """Of groups that are not small; 0 without any."""
    gaps = [gap for found in groups.values() for gap in found.values()]
    return max((abs(gap["gap"]) for gap in gaps if gap["learners"] >= SMALL), default=0.0)


def expect_widest(cases: Sequence[Case], predicted: Numbers, seed: int = 0) -> tuple[float, float]:
    """What predictions that were exactly right would show: the mean, and what 95 of 100 stay
    below."""
    random = np.random.default_rng(seed)
    members = [
        np.array([(case.groups[name] or "?") == value for case in cases])
        for name in GROUPS
        for value in {case.groups[name] or "?" for case in cases}
    ]
    large = [mine for mine in members if mine.sum() >= SMALL]
    drawn = []
    for _ in range(DRAWS):
        errors = predicted - (random.random(len(predicted)) < predicted)
        drawn.append(max((abs(float(errors[mine].mean())) for mine in large), default=0.0))
    return float(np.mean(drawn)), float(np.quantile(drawn, 0.95))

"""How good a ranking is, and how sure a mean over few questions is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

AT = 5
_ROUNDS = 4000


@dataclass(frozen=True, slots=True)
class Score:
    """Of one question. `recall`: of its answering passages (of five, where there are more) the
    share among the first five. `reciprocal`: 1 / the place of the first one, 0 where none came.
    """

    recall: float
    reciprocal: float
    seconds: float


def score_ranking(ranked: Sequence[str], answering: Collection[str], seconds: float) -> Score:
    found = sum(own in answering for own in ranked[:AT])
    place = next((at for at, own in enumerate(ranked, start=1) if own in answering), 0)
    return Score(found / min(AT, len(answering)), 1 / place if place else 0.0, seconds)


def sum_up(scores: Sequence[Score], seed: int) -> dict[str, Any]:
    """Means with the middle 95 % of the means of resampled questions."""
    return {
        "recall_at_5": estimate_mean([score.recall for score in scores], seed),
        "mrr": estimate_mean([score.reciprocal for score in scores], seed),
        "seconds_a_query": median(score.seconds for score in scores) if scores else 0.0,
    }


def compare_scores(one: Sequence[Score], other: Sequence[Score], seed: int) -> dict[str, Any]:
    """By how much `one` is better, question by question."""
    pairs = list(zip(one, other, strict=True))
    return {
        "recall_at_5": estimate_mean([a.recall - b.recall for a, b in pairs], seed),
        "mrr": estimate_mean([a.reciprocal - b.reciprocal for a, b in pairs], seed),
    }


def estimate_mean(values: Sequence[float], seed: int) -> dict[str, float]:
    if not values:
        return {"mean": 0.0, "low": 0.0, "high": 0.0}
    own = np.array(values, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(own), (_ROUNDS, len(own)))
    low, high = np.quantile(own[drawn].mean(axis=1), (0.025, 0.975))
    return {"mean": float(own.mean()), "low": float(low), "high": float(high)}

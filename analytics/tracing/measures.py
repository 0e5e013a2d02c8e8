"""How good probabilities are: AUC, accuracy, log-loss and calibration, with intervals.

Learners are drawn anew for the intervals, not answers: answers of one learner are alike.
"""

from __future__ import annotations

import numpy as np

from analytics.tracing.figures import Bin, Figure, Measures
from analytics.tracing.log import Floats, Ints

BINS = 15
DRAWS = 200
LEAST = 1e-12


def measure_predictions(p: Floats, correct: Floats, learner: Ints, seed: int = 0) -> Measures:
    """p, correct and learner (numbers from 0) have shape (N,). The seed is the bootstrap's."""
    learners = int(learner.max(initial=-1)) + 1
    order = np.argsort(p, kind="stable")
    p, correct, learner = p[order], correct[order], learner[order]
    once = _measure(p, correct, np.ones(len(p)))
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS if learners > 1 else 0):
        times = np.bincount(random.integers(0, learners, learners), minlength=learners)
        drawn.append(_measure(p, correct, times[learner].astype(np.float64)))
    figures = [_make_figure(value, [draw[at] for draw in drawn]) for at, value in enumerate(once)]
    return Measures(len(p), learners, *figures)


def measure_ece(p: Floats, correct: Floats) -> float:
    """Expected calibration error in [0, 1] over `BINS` equally wide bins; 0 of no answers."""
    return _gap(_bin(p, BINS), p - correct, max(len(p), 1))


def expect_ece(p: Floats, seed: int = 0) -> tuple[float, float]:
    """What chances that were exactly right would show: the mean, and what 95 of 100 stay below."""
    random, bins = np.random.default_rng(seed), _bin(p, BINS)
    total = max(len(p), 1)
    drawn = [_gap(bins, p - (random.random(len(p)) < p), total) for _ in range(DRAWS)]
    return float(np.mean(drawn)), float(np.quantile(drawn, 0.95))


def report_reliability(p: Floats, correct: Floats, bins: int = BINS) -> list[Bin]:
    """What was predicted beside what came, in equally wide bins; empty ones are left out."""
    at = _bin(p, bins)
    found = []
    for number in np.unique(at):
        mine = at == number
        found.append(
            Bin(
                low=float(number / bins),
                high=float((number + 1) / bins),
                answers=int(mine.sum()),
                predicted=float(p[mine].mean()),
                observed=float(correct[mine].mean()),
            )
        )
    return found


def _make_figure(value: float | None, drawn: list[float | None]) -> Figure:
    some = [draw for draw in drawn if draw is not None]
    if value is None or not some:
        return Figure(value)
    low, high = np.quantile(some, [0.025, 0.975])
    return Figure(value, float(low), float(high))


def _measure(p: Floats, correct: Floats, weight: Floats) -> tuple[float | None, ...]:
    """AUC, accuracy, log-loss and ECE of answers in order of p, each counting `weight` times."""
    total = weight.sum()
    if not total:
        return None, None, None, None
    right = weight @ np.where(p >= 0.5, correct, 1 - correct)
    safe = np.clip(p, LEAST, 1 - LEAST)
    loss = -(weight @ (correct * np.log(safe) + (1 - correct) * np.log1p(-safe)))
    auc = _auc(p, correct * weight, (1 - correct) * weight)
    return auc, right / total, loss / total, _gap(_bin(p, BINS), weight * (p - correct), total)


def _gap(bins: Ints, off: Floats, total: float) -> float:
    return float(np.abs(np.bincount(bins, off, minlength=BINS)).sum() / total)


def _auc(p: Floats, positive: Floats, negative: Floats) -> float | None:
    """P(a right answer is ranked above a wrong one), ties counting half; p is in order."""
    both = positive.sum() * negative.sum()
    if not both:
        return None
    starts = np.flatnonzero(np.r_[True, np.diff(p) > 0])
    positive, negative = np.add.reduceat(positive, starts), np.add.reduceat(negative, starts)
    below = np.cumsum(negative) - negative
    return float(positive @ (below + negative / 2) / both)


def _bin(p: Floats, bins: int) -> Ints:
    return np.asarray(np.minimum((p * bins).astype(np.int64), bins - 1), dtype=np.int64)

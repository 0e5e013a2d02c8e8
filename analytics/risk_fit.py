"""Fitting the risk model (risk.py) on learners of the past.

Apart from it, since a web process that only predicts shall not load numpy and scikit-learn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from analytics.risk import FEATURES, RiskModel

PENALTY = 0.3  # C of the logistic; any value from 0.1 to 1 does as well
LEAST = 50  # learners to fit on
FOLDS = 5
DEALS = 10  # of folds: which learners are left out together moves the line by chance
Numbers = NDArray[np.float64]


def fit_risk(
    paces: Sequence[Mapping[str, float]], courses: Sequence[str], failed: Sequence[bool]
) -> RiskModel:
    """Fitted on learners of the past, then calibrated on predictions for learners left out.

    Raises ValueError for fewer than LEAST learners, or where all had the same result.
    """
    if len(failed) < LEAST or len(set(failed)) < 2:
        raise ValueError(
            f"a risk model needs at least {LEAST} learners of whom some passed and some did not; "
            f"there are {len(failed)}, {sum(failed)} of whom did not pass"
        )
    names = sorted(set(courses))
    inputs = np.array([[pace[name] for name in FEATURES] for pace in paces], dtype=float)
    means, spreads = inputs.mean(axis=0), inputs.std(axis=0)
    spreads[spreads == 0] = 1.0
    marks = np.array([[course == name for name in names] for course in courses], dtype=float)
    table = np.hstack([(inputs - means) / spreads, marks])
    outcome = np.array(failed, dtype=int)
    left_out = [_predict_left_out(table, outcome, deal) for deal in range(DEALS)]
    shift, slope = _calibrate(np.concatenate(left_out), np.tile(outcome, DEALS))
    fitted = _fit(table, outcome)
    weights = slope * fitted.coef_[0]
    split = len(FEATURES)
    return RiskModel(
        intercept=float(shift + slope * fitted.intercept_[0]),
        weights=dict(zip(FEATURES, (weights[:split] / spreads).tolist(), strict=True)),
        means=dict(zip(FEATURES, means.tolist(), strict=True)),
        courses=dict(zip(names, weights[split:].tolist(), strict=True)),
    )


def _fit(table: Numbers, outcome: NDArray[np.int_]) -> LogisticRegression:
    return LogisticRegression(C=PENALTY, max_iter=1000).fit(table, outcome)


def _predict_left_out(table: Numbers, outcome: NDArray[np.int_], deal: int) -> Numbers:
    """Logits of each learner by a model that has not seen them; folds alternate within results,
    so that each has both."""
    order = np.lexsort((np.random.default_rng(deal).random(len(outcome)), outcome))
    fold = np.empty(len(outcome), dtype=int)
    fold[order] = np.arange(len(outcome)) % FOLDS
    logits = np.empty(len(outcome))
    for number in range(FOLDS):
        left_out = fold == number
        model = _fit(table[~left_out], outcome[~left_out])
        logits[left_out] = model.decision_function(table[left_out])
    return logits


def _calibrate(logits: Numbers, outcome: NDArray[np.int_]) -> tuple[float, float]:
    """Platt's line: shift and slope."""
    line = LogisticRegression(C=math.inf).fit(logits.reshape(-1, 1), outcome)
    return float(line.intercept_[0]), float(line.coef_[0][0])

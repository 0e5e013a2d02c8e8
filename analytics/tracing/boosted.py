"""Gradient-boosted trees on the same features: they find what a sum of terms cannot say."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from analytics.tracing.log import Floats

LEARNERS = 100  # fewer do not carry trees: measured, docs/BENCHMARKS.md
ROWS_EACH = 30  # of the rarer outcome, for each leaf of a tree


class Boosted:
    """Wraps the classifier: shares in [0, 1] as outcomes, logits as answers."""

    def __init__(self, classifier: Any) -> None:
        self._classifier = classifier

    def logit(self, features: Floats) -> Floats:
        return np.asarray(self._classifier.decision_function(features), dtype=np.float64)


def can_boost(correct: Floats, learners: int) -> bool:
    """Whether there are enough learners, and enough answers of either outcome."""
    rarer = min(correct.sum(), (1 - correct).sum())
    return learners >= LEARNERS and bool(rarer >= 10 * ROWS_EACH)


def fit_boosted(features: Floats, correct: Floats, seed: int) -> Boosted:
    """features (N, K), correct (N,); a share counts as a right and a wrong answer in part."""
    classifier = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=300,
        max_leaf_nodes=31,
        min_samples_leaf=80,
        l2_regularization=5.0,
        max_features=0.5,
        early_stopping=False,
        random_state=seed,
    )
    split = (correct > 0) & (correct < 1)
    rows = np.vstack([features, features[split]])
    outcome = np.concatenate([np.where(split, 1.0, correct), np.zeros(int(split.sum()))])
    weight = np.concatenate([np.where(split, correct, 1.0), 1 - correct[split]])
    classifier.fit(rows, outcome.astype(np.int64), sample_weight=weight if split.any() else None)
    return Boosted(classifier)

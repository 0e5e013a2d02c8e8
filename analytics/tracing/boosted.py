"""Gradient-boosted trees on the same features: they find what a sum of terms cannot say."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from analytics.blend import Tree
from analytics.tracing.log import Floats

LEARNERS = 100  # fewer do not carry trees: measured, docs/BENCHMARKS.md
RARER = 300  # answers of the rarer outcome at least
ANSWERS = 8000  # more of them carry larger trees


class Boosted:
    """Wraps the classifier: shares in [0, 1] as outcomes, logits as answers."""

    def __init__(self, classifier: Any) -> None:
        self._classifier = classifier

    def logit(self, features: Floats) -> Floats:
        return np.asarray(self._classifier.decision_function(features), dtype=np.float64)

    def list_trees(self) -> tuple[float, list[Tree]]:
        """What the sum starts from, and the trees in plain numbers (of scikit-learn's own tables,
        which have no public door; a test compares the predictions)."""
        trees = [_read_tree(one.nodes) for [one] in self._classifier._predictors]
        return float(self._classifier._baseline_prediction.item()), trees


def can_boost(correct: Floats, learners: int) -> bool:
    """Whether there are enough learners, and enough answers of either outcome."""
    rarer = min(correct.sum(), (1 - correct).sum())
    return learners >= LEARNERS and bool(rarer >= RARER)


def fit_boosted(features: Floats, correct: Floats, weight: Floats, seed: int) -> Boosted:
    """features (N, K), correct and weight (N,); a share counts as both outcomes in part."""
    size = min(max(math.sqrt(len(correct) / ANSWERS), 1.0), 4.0)
    classifier = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=int(150 * min(size, 2.0)),
        max_leaf_nodes=int(8 * size),
        min_samples_leaf=60,
        l2_regularization=5.0,
        max_features=0.5,
        early_stopping=False,
        random_state=seed,
    )
    split = (correct > 0) & (correct < 1)
    rows = np.vstack([features, features[split]])
    outcome = np.concatenate([np.where(split, 1.0, correct), np.zeros(int(split.sum()))])
    parts = np.concatenate([np.where(split, correct, 1.0), 1 - correct[split]])
    counts = parts * np.concatenate([weight, weight[split]])
    plain = None if (counts == 1).all() else counts
    classifier.fit(rows, outcome.astype(np.int64), sample_weight=plain)
    return Boosted(classifier)


def _read_tree(nodes: Any) -> Tree:
    leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        feature=np.where(leaf, -1, nodes["feature_idx"]).tolist(),
        threshold=np.where(leaf, 0.0, nodes["num_threshold"]).tolist(),
        left=nodes["left"].tolist(),
        right=nodes["right"].tolist(),
        value=np.where(leaf, nodes["value"], 0.0).tolist(),
    )

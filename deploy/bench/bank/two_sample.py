"""A two-sample test by classifiers (Lopez-Paz & Oquab 2017): 0.5 where they see no difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

Doubles = NDArray[np.float64]
FOLDS = 5


def tell_apart(real: Doubles, made: Doubles, seed: int) -> float:
    """The AUC of the better of a logistic regression and boosted trees. Rows of one number belong
    together and are never on both sides of a fold."""
    rows = np.vstack([real, made])
    truth = np.repeat([0, 1], [len(real), len(made)])
    groups = np.concatenate([np.arange(len(real)), np.arange(len(made))])
    return max(_judge(rows, truth, groups, seed, boosted) for boosted in (False, True))


def _judge(rows: Doubles, truth: Doubles, groups: Doubles, seed: int, boosted: bool) -> float:
    scores = np.empty(len(rows))
    for known, unseen in GroupKFold(FOLDS, shuffle=True, random_state=seed).split(
        rows, truth, groups
    ):
        if boosted:
            trees = HistGradientBoostingClassifier(max_iter=60, max_depth=4, random_state=seed)
            trees.fit(rows[known], truth[known])
            scores[unseen] = trees.predict_proba(rows[unseen])[:, 1]
        else:
            scale = StandardScaler().fit(rows[known])
            line = LogisticRegression(C=0.1, max_iter=500)
            line.fit(scale.transform(rows[known]), truth[known])
            scores[unseen] = line.decision_function(scale.transform(rows[unseen]))
    return float(roc_auc_score(truth, scores))

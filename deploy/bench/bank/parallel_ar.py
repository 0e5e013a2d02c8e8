"""The baseline of parallel forms: fields one after another, each by a logistic regression on what
the CVAE is given and on the fields before it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from generators.bank.items import Ints
from generators.bank.pairs import Pairs
from generators.bank.shares import Doubles, spread


def sample_by_regressions(known: Pairs, asked: Pairs, sizes: Sequence[int], seed: int) -> Ints:
    """Fields for each of `asked`, [N, F]."""
    random = np.random.default_rng(seed)
    found = np.zeros((len(asked), 0), dtype=np.int64)
    for at in range(len(sizes)):
        rows = _condition(known, known.wanted[:, :at], sizes)
        target = known.wanted[:, at]
        if len(np.unique(target)) < 2:
            drawn = np.full(len(asked), target[0])
        else:
            model = LogisticRegression(max_iter=300).fit(rows, target)
            chances = model.predict_proba(_condition(asked, found, sizes)).cumsum(axis=1)
            chosen = (random.random((len(asked), 1)) > chances[:, :-1]).sum(axis=1)
            drawn = model.classes_[chosen]
        found = np.column_stack([found, drawn])
    return found


def _condition(pairs: Pairs, before: Ints, sizes: Sequence[int]) -> Doubles:
    return np.column_stack(
        [
            spread(pairs.given, sizes),
            np.eye(3)[pairs.shift],
            pairs.around,
            spread(before, sizes),
        ]
    )

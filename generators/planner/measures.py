"""How like teachers' sheets a sampler's are: one figure each, against unseen sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from generators.planner.encoding import Learners, Sheets, read_chances
from generators.planner.features import find_usual, find_valid, hidden_features, seen_features
from generators.planner.vocabulary import Vocabulary

Rows = NDArray[np.float64]
NEIGHBOURS = 5
COMPONENTS = 12  # about two thirds of the variance
FOLDS = 4
FIGURES = (
    "auc", "auc_all", "precision", "recall", "density", "coverage",
    "valid", "novelty", "in_band", "profile_fit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds the unseen sheets and what was trained on; measures any sampler's sheets for the
    same learners, row by row."""

    words: Vocabulary
    learners: Learners
    real: Sheets
    train: Sheets
    seed: int = 0

    def measure(self, made: Sheets, learners: Learners | None = None) -> dict[str, float]:
        """`auc` by features that the critic is not shown, `auc_all` by all: .5 is best.

        `learners` are those of `made` where they are others, as many.
        """
        usual, whose = find_usual(self.train), learners or self.learners
        hidden, whole = self._describe(usual, self.learners, self.real)
        made_hidden, made_whole = self._describe(usual, whose, made)
        return {
            "auc": two_sample_auc(hidden, made_hidden, self.seed),
            "auc_all": two_sample_auc(whole, made_whole, self.seed),
            **find_likeness(whole, made_whole),
            "valid": float(find_valid(self.words, whose, made).mean()),
            "novelty": find_novelty(self.train, made),
            "in_band": find_in_band(self.words, whose, made),
            "profile_fit": find_fit(self.words, whose, made, self.seed),
        }

    def find_auc(self, made: Sheets) -> float:
        """Only `auc_all`: what choices are made by, on validation sheets."""
        usual = find_usual(self.train)
        rows = [self._describe(usual, self.learners, sheets)[1] for sheets in (self.real, made)]
        return two_sample_auc(rows[0], rows[1], self.seed)

    def _describe(
        self, usual: tuple[torch.Tensor, torch.Tensor], learners: Learners, of: Sheets
    ) -> tuple[Rows, Rows]:
        hidden = hidden_features(self.words, usual, learners, of)
        seen = seen_features(self.words, learners, of)
        return hidden.double().numpy(), torch.cat([hidden, seen], -1).double().numpy()


def two_sample_auc(real: Rows, made: Rows, seed: int) -> float:
    """Of boosted trees that tell them apart, out of fold; both rows of a learner are in the same
    fold. NaN for fewer rows than folds."""
    if len(real) < 2 * FOLDS:
        return float("nan")
    fold = np.random.default_rng(seed).permutation(len(real)) % FOLDS
    rows, folds = np.concatenate([real, made]), np.concatenate([fold, fold])
    label = np.repeat([0, 1], [len(real), len(made)])
    found = np.zeros(len(rows))
    for number in range(FOLDS):
        aside = folds == number
        trees = HistGradientBoostingClassifier(
            max_iter=60,
            max_leaf_nodes=15,
            learning_rate=0.1,
            min_samples_leaf=min(20, max(2, len(real) // 10)),  # 20 are half of a small class
            random_state=seed,
        )
        trees.fit(rows[~aside], label[~aside])
        found[aside] = trees.predict_proba(rows[aside])[:, 1]
    return float(roc_auc_score(label, found))


def find_likeness(real: Rows, made: Rows) -> dict[str, float]:
    """Precision, recall (Kynkaanniemi 2019), density and coverage (Naeem 2020) by five nearest
    neighbours, on the first principal components of the real rows in their deviations."""
    spread = np.where(real.std(0) > 1e-9, real.std(0), 1.0)
    middle = real.mean(0)
    turn = np.linalg.svd((real - middle) / spread, full_matrices=False)[2][:COMPONENTS].T
    one, two = (real - middle) / spread @ turn, (made - middle) / spread @ turn
    near = min(NEIGHBOURS, len(one) - 1)
    real_radius = np.sort(_distances(one, one), 1)[:, near]
    made_radius = np.sort(_distances(two, two), 1)[:, near]
    between = _distances(one, two)
    inside = between <= real_radius[:, None]
    return {
        "precision": float(inside.any(0).mean()),
        "recall": float((between <= made_radius[None, :]).any(1).mean()),
        "density": float(inside.sum(0).mean() / max(near, 1)),
        "coverage": float((between.min(1) <= real_radius).mean()),
    }


def find_novelty(train: Sheets, made: Sheets) -> float:
    """Share of sheets whose skills and forms, in order, stand in no training sheet."""
    known = set(_sign(train))
    return float(np.mean([sign not in known for sign in _sign(made)]))


def find_in_band(words: Vocabulary, learners: Learners, made: Sheets) -> float:
    """Share of slots whose P(correct) is where eight of ten training slots have theirs."""
    chance = read_chances(words, learners.grid, made)
    inside = (chance >= words.band[0]) & (chance <= words.band[1])
    return float((inside * made.there).sum() / made.there.sum())


def find_fit(words: Vocabulary, learners: Learners, made: Sheets, seed: int) -> float:
    """Share of sheets that keep nearer to the band's middle for their own learner than for
    another one; 0.5 is no fit at all."""
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(learners)))
    middle = sum(words.band) / 2
    off = [
        ((read_chances(words, who.grid, made) - middle).abs() * made.there).sum(1)
        for who in (learners, learners.pick(order))
    ]
    return float((off[0] < off[1]).float().mean() + 0.5 * (off[0] == off[1]).float().mean())


def summarise(runs: Sequence[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Mean and deviation (0 for one run) of each figure over the seeds."""
    return {
        name: {
            "mean": float(np.mean([run[name] for run in runs])),
            "spread": float(np.std([run[name] for run in runs], ddof=1)) if len(runs) > 1 else 0.0,
        }
        for name in FIGURES
    }


def _distances(one: Rows, two: Rows) -> Rows:
    squares = (one**2).sum(1)[:, None] + (two**2).sum(1)[None, :] - 2 * one @ two.T
    found: Rows = np.sqrt(np.maximum(squares, 0.0))
    return found


def _sign(sheets: Sheets) -> list[bytes]:
    hots = (sheets.skill, sheets.bloom, sheets.kind)
    picks = torch.stack([hot.argmax(-1) * sheets.there.long() for hot in hots], -1)
    return [row.numpy().tobytes() for row in picks.short()]

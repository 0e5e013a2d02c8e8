"""The baseline of synthetic records: a Gaussian copula over right and wrong answers."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from generators.bank.records import draw_answers, draw_gaps
from generators.bank.responses import Doubles, Responses

SHRINK = 0.2  # of correlations, towards none: those of few common answers are noise


def make_copula_records(data: Responses, seed: int) -> Responses:
    """As many learners as `data` has: correlated normals, cut at the share of right answers."""
    random = np.random.default_rng(seed)
    right = (data.scores.sum(axis=0) + 1) / (data.mask.sum(axis=0) + 2)
    mask = draw_gaps(data, random)
    root = _find_root(data, right)
    normals = random.normal(size=(len(mask), len(right))) @ root.T
    chances = (normals < norm.ppf(right)).astype(np.float64)
    return draw_answers(chances, mask, data.items, random)


def _find_root(data: Responses, right: Doubles) -> Doubles:
    """A square root of the correlations of answers, which understate those of the normals."""
    centred = (data.scores - right) * data.mask
    together = np.maximum(data.mask.T @ data.mask, 1)
    covariance = (centred.T @ centred) / together
    spread = np.sqrt(right * (1 - right))
    correlation = (1 - SHRINK) * covariance / np.outer(spread, spread)
    np.fill_diagonal(correlation, 1.0)
    values, axes = np.linalg.eigh(np.clip(correlation * np.pi / 2, -1, 1))
    root = axes * np.sqrt(np.maximum(values, 1e-6))
    scaled: Doubles = root / np.linalg.norm(root, axis=1, keepdims=True)
    return scaled

"""A bank in the plane, for a picture: exercises that say alike lie near each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness

from generators.bank.neighbourhood import Limits

Doubles = NDArray[np.float64]
PERPLEXITY = 20
STEPS, FEWEST_STEPS = 1000, 300  # of t-SNE
FULL = 1000  # points that all steps are made for: with more, fewer, so that it takes as long
NEIGHBOURS = 7  # that a trustworthy picture keeps
MOST_PAIRS = 60


def lay_out(latents: Doubles, seed: int) -> tuple[Doubles, dict[str, float]]:
    """Points [N, 2] between 0 and 1, by t-SNE (van der Maaten & Hinton 2008), and how far their
    neighbours are true ones (Venna & Kaski 2001), beside PCA: 1 is best."""
    perplexity = min(PERPLEXITY, (len(latents) - 1) / 3)
    steps = max(FEWEST_STEPS, min(STEPS, STEPS * FULL // len(latents)))
    points = TSNE(
        2, perplexity=perplexity, init="pca", max_iter=steps, random_state=seed
    ).fit_transform(latents)
    plain = PCA(2, random_state=seed).fit_transform(latents)
    figures = {
        "trust": float(trustworthiness(latents, points, n_neighbors=NEIGHBOURS)),
        "trust_pca": float(trustworthiness(latents, plain, n_neighbors=NEIGHBOURS)),
    }
    low, high = points.min(axis=0), points.max(axis=0)
    spread: Doubles = (points - low) / np.maximum(high - low, 1e-9)
    return spread, figures


def pair_up(rows: Doubles, limits: Limits, most: int = MOST_PAIRS) -> list[tuple[int, int, float]]:
    """Pairs nearer than the limit, nearest first, with the distance as a share of the limit."""
    found = []
    for at, row in enumerate(rows):
        distances = np.linalg.norm(rows[at + 1 :] - row, axis=1)
        near = np.flatnonzero(distances < limits.near)
        found += [(at, at + 1 + int(to), float(distances[to] / limits.near)) for to in near]
    return sorted(found, key=lambda pair: pair[2])[:most]

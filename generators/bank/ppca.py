"""Probabilistic PCA (Tipping & Bishop 1999) by its closed form: the linear model that the item VAE
starts from, and that it has to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
ROWS_EACH = 4  # for a direction: with fewer, what is left over looks like no noise at all


@dataclass(frozen=True, slots=True)
class Ppca:
    """x = loadings z + mean + noise: mean [E], loadings [E, Z], variance of the noise."""

    mean: Doubles
    loadings: Doubles
    variance: float

    def project(self, rows: Doubles) -> Doubles:
        """The posterior mean of z, [N, Z]."""
        turned = self.loadings.T @ (rows - self.mean).T
        found: Doubles = np.linalg.solve(self._precision(), turned).T.astype(np.float64)
        return found

    def reconstruct(self, rows: Doubles) -> Doubles:
        """The nearest point of the principal plane (plain PCA), [N, E]."""
        basis, _ = np.linalg.qr(self.loadings[:, np.abs(self.loadings).sum(axis=0) > 0])
        plane: Doubles = (rows - self.mean) @ basis @ basis.T + self.mean
        return plane

    def log_likelihood(self, rows: Doubles) -> Doubles:
        """In nats, [N]."""
        size, width = self.loadings.shape
        centred, precision = rows - self.mean, self._precision()
        explained = centred @ self.loadings
        inner = (explained * np.linalg.solve(precision, explained.T).T).sum(axis=1)
        quadratic = ((centred**2).sum(axis=1) - inner) / self.variance
        volume = np.linalg.slogdet(precision)[1] + (size - width) * np.log(self.variance)
        found: Doubles = -0.5 * (size * np.log(2 * np.pi) + volume + quadratic)
        return found

    def _precision(self) -> Doubles:
        width = self.loadings.shape[1]
        found: Doubles = self.loadings.T @ self.loadings + self.variance * np.eye(width)
        return found


def fit_ppca(rows: Doubles, width: int, rows_each: int = ROWS_EACH) -> Ppca:
    """`rows` [N, E]; a `width` above what N rows can tell is filled up with zeros."""
    rows = np.asarray(rows, dtype=np.float64)
    mean = rows.mean(axis=0)
    _, values, axes = np.linalg.svd(rows - mean, full_matrices=False)
    spread = values**2 / len(rows)
    kept = min(width, len(spread) - 1, len(rows) - 1, max(1, len(rows) // rows_each))
    size = rows.shape[1]
    variance = max(float(spread[kept:].sum()) / max(size - kept, 1), 1e-6)
    loadings = np.zeros((size, width))
    loadings[:, :kept] = axes[:kept].T * np.sqrt(np.maximum(spread[:kept] - variance, 1e-6))
    return Ppca(mean, loadings, variance)

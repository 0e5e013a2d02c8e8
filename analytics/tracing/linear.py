"""A logistic regression that starts from the learner model and departs as the log insists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import expit

from analytics.blend import FAR, Terms
from analytics.tracing.log import Floats

STEPS = 30


@dataclass(frozen=True, slots=True)
class Linear:
    """logit P = base + intercept + standardised features @ slopes."""

    center: Floats
    scale: Floats
    intercept: float
    slopes: Floats

    def logit(self, features: Floats, base: Floats) -> Floats:
        scaled = _scale(features, self.center, self.scale)
        return np.asarray(base + self.intercept + scaled @ self.slopes, dtype=np.float64)

    def list_terms(self) -> Terms:
        """In plain numbers."""
        lists = (self.center.tolist(), self.scale.tolist(), self.intercept, self.slopes.tolist())
        return Terms(*lists)


@dataclass(frozen=True, slots=True)
class Expected:
    """Of a column that is taken as it is instead of standardised: what its slope is expected to
    be, and how sure that is (1 / variance)."""

    slope: float
    precision: float


NOTHING: Mapping[int, Expected] = MappingProxyType({})


def fit_linear(
    features: Floats,
    base: Floats,
    correct: Floats,
    penalty: float,
    weight: Floats | None = None,
    expected: Mapping[int, Expected] = NOTHING,
) -> Linear:
    """`penalty` is the prior precision of slopes and intercept: without answers the base stays, and
    the columns, by number, of which something is `expected`.

    features (N, K), base and correct (N,); correct may be a share. Newton's method, damped.
    """
    count, width = features.shape
    center = features.mean(axis=0) if count else np.zeros(width)
    scale = features.std(axis=0) if count else np.ones(width)
    scale = np.where(scale > 1e-9, scale, 1.0)
    ridge, start = np.full(width + 1, penalty), np.zeros(width + 1)
    for column, one in expected.items():
        center[column], scale[column] = 0.0, 1.0
        start[column + 1], ridge[column + 1] = one.slope, one.precision
    design = np.hstack([np.ones((count, 1)), _scale(features, center, scale)])
    counts = np.ones(count) if weight is None else weight
    slopes = start.copy()
    for _ in range(STEPS):
        p = expit(base + design @ slopes)
        slope = design.T @ (counts * (correct - p)) - ridge * (slopes - start)
        curve = (design * (counts * p * (1 - p))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        slopes = slopes + step
        if np.abs(step).max() < 1e-8:
            break
    return Linear(center, scale, float(slopes[0]), slopes[1:])


def _scale(features: Floats, center: Floats, scale: Floats) -> Floats:
    return np.clip((features - center) / scale, -FAR, FAR)

"""A logistic regression that starts from the learner model and departs as the log insists."""

from __future__ import annotations

from dataclasses import dataclass

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


def fit_linear(
    features: Floats, base: Floats, correct: Floats, penalty: float, weight: Floats | None = None
) -> Linear:
    """`penalty` is the prior precision of slopes and intercept: without answers the base stays.

    features (N, K), base and correct (N,); correct may be a share. Newton's method, damped.
    """
    count, width = features.shape
    center = features.mean(axis=0) if count else np.zeros(width)
    scale = features.std(axis=0) if count else np.ones(width)
    scale = np.where(scale > 1e-9, scale, 1.0)
    design = np.hstack([np.ones((count, 1)), _scale(features, center, scale)])
    ridge = np.full(width + 1, penalty)
    counts = np.ones(count) if weight is None else weight
    slopes = np.zeros(width + 1)
    for _ in range(STEPS):
        p = expit(base + design @ slopes)
        slope = design.T @ (counts * (correct - p)) - ridge * slopes
        curve = (design * (counts * p * (1 - p))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        slopes = slopes + step
        if np.abs(step).max() < 1e-8:
            break
    return Linear(center, scale, float(slopes[0]), slopes[1:])


def _scale(features: Floats, center: Floats, scale: Floats) -> Floats:
    return np.clip((features - center) / scale, -FAR, FAR)

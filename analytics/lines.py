"""Fitting the line that corrects predictions by what later answers showed (Platt, 1999)."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from analytics.blend import Line
from analytics.tracing.log import Floats

STEPS = 30
LEAST_SLOPE, MOST_SLOPE = 0.2, 3.0


def fit_line(logit: Floats, correct: Floats, weight: Floats, before: Line, trust: float) -> Line:
    """`before` counts like about `trust` answers: without answers it stays. All are (N,)."""
    design = np.column_stack([np.ones(len(logit)), logit])
    start = np.array([before.shift, before.slope])
    found = start.copy()
    for _ in range(STEPS):
        p = expit(design @ found)
        slope = design.T @ (weight * (correct - p)) - trust * (found - start)
        curve = (design * (weight * p * (1 - p))[:, None]).T @ design + trust * np.eye(2)
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-12))
        found = found + step
        if np.abs(step).max() < 1e-9:
            break
    return Line(float(found[0]), float(np.clip(found[1], LEAST_SLOPE, MOST_SLOPE)))


def follow_line(line: Line, logit: Floats) -> Floats:
    return np.asarray(line.shift + line.slope * logit, dtype=np.float64)

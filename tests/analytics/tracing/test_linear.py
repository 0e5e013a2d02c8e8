"""The regression around the learner model: what it is without answers, and rare columns."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.tracing.linear import Expected, fit_linear

RARE = 200  # one row in so many has the column


def test_without_answers_the_base_and_what_is_expected_stay() -> None:
    nothing = np.empty((0, 2))
    found = fit_linear(nothing, np.empty(0), np.empty(0), 10.0, expected={1: Expected(0.5, 25.0)})
    base = np.array([0.3, -0.3])
    assert found.logit(np.zeros((2, 2)), base) == pytest.approx(base)
    assert found.logit(np.array([[9.0, 1.0], [9.0, 0.0]]), base) == pytest.approx([0.8, -0.3])


@pytest.mark.parametrize(("rows", "low", "high"), [(400, -0.1, 0.0), (200_000, -1.5, -1.25)])
def test_a_rare_column_is_learnt_as_far_as_answers_tell(rows: int, low: float, high: float) -> None:
    """Measured in deviations it would count as three at most, here as fourteen."""
    rare = (np.arange(rows) % RARE == 0).astype(np.float64)
    true = 1 / (1 + np.exp(1.5 * rare))
    found = fit_linear(rare[:, None], np.zeros(rows), true, 10.0, expected={0: Expected(0.0, 25.0)})
    moved = float(found.logit(np.ones((1, 1)), np.zeros(1))[0])
    assert low < moved < high
    assert found.logit(np.zeros((1, 1)), np.zeros(1))[0] == pytest.approx(0.0, abs=0.01)

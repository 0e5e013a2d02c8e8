from __future__ import annotations

import numpy as np
import pytest

from analytics.tracing.measures import measure_ece


def test_a_chance_that_comes_true_as_often_has_no_error() -> None:
    happened = np.array([1.0, 0.0, 0.0, 0.0])
    assert measure_ece(np.full(4, 0.25), happened) == pytest.approx(0.0)
    assert measure_ece(np.full(4, 1.0), happened) == pytest.approx(0.75)


def test_errors_of_bins_do_not_cancel() -> None:
    assert measure_ece(np.array([0.1, 0.9]), np.array([1.0, 0.0])) == pytest.approx(0.9)

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import log_loss, roc_auc_score

from analytics.tracing.measures import measure_predictions, report_reliability


def test_nothing_and_one_class_have_no_auc() -> None:
    none = np.array([])
    empty = measure_predictions(none, none, np.array([], dtype=np.int64))
    assert (empty.answers, empty.learners, empty.auc.value, empty.ece.value) == (0, 0, None, None)
    same = measure_predictions(np.array([0.2, 0.7]), np.ones(2), np.array([0, 1]))
    assert same.auc.value is None
    assert same.accuracy.value == 0.5


def test_they_are_those_of_others_ties_included() -> None:
    random = np.random.default_rng(1)
    p = random.integers(1, 20, 500) / 20
    correct = (random.random(500) < p).astype(float)
    found = measure_predictions(p, correct, random.integers(0, 30, 500))
    assert found.auc.value == pytest.approx(roc_auc_score(correct, p), abs=1e-12)
    assert found.log_loss.value == pytest.approx(log_loss(correct, p), abs=1e-12)
    for figure in (found.auc, found.accuracy, found.log_loss):
        assert figure.low is not None
        assert figure.value is not None
        assert figure.high is not None
        assert figure.low < figure.value < figure.high


def test_what_is_off_by_a_tenth_has_an_error_of_a_tenth() -> None:
    p, correct = np.full(10, 0.6), np.array([1.0] * 5 + [0.0] * 5)
    assert measure_predictions(p, correct, np.zeros(10, dtype=np.int64)).ece.value == (
        pytest.approx(0.1)
    )
    [only] = report_reliability(p, correct)
    assert (only.answers, only.observed) == (10, 0.5)
    assert only.low == pytest.approx(only.predicted)


def test_certainties_fall_in_the_last_bin() -> None:
    bins = report_reliability(np.array([0.0, 1.0]), np.array([0.0, 1.0]), bins=5)
    assert [(found.low, found.high) for found in bins] == [(0.0, 0.2), (0.8, 1.0)]

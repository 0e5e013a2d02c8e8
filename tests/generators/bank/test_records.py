"""Synthetic records: few learners and records that tell of people first."""

from __future__ import annotations

import numpy as np
import pytest

from generators.bank.copula import make_copula_records
from generators.bank.items import BankError
from generators.bank.records import Privacy, make_records, measure_privacy, split_learners
from generators.bank.response_training import ResponsePlan
from generators.bank.responses import Responses, arrange_responses

PLAN = ResponsePlan(steps=80, batch=64)


def _world(learners: int, items: int = 15, seed: int = 0) -> Responses:
    random = np.random.default_rng(seed)
    ability, difficulty = random.normal(size=learners), np.linspace(-2, 2, items)
    right = random.random((learners, items)) < 1 / (1 + np.exp(difficulty - ability[:, None]))
    met = random.random((learners, items)) < 0.7
    return arrange_responses(
        (f"l{row:03}", f"i{column:02}", float(right[row, column]))
        for row, column in zip(*np.nonzero(met), strict=True)
    )


@pytest.mark.parametrize("learners", [0, 1, 39])
def test_few_learners_are_refused(learners: int) -> None:
    with pytest.raises(BankError, match="too few for records"):
        split_learners(_world(learners), 0)


def test_the_learners_themselves_are_never_released() -> None:
    known, unknown = split_learners(_world(120), 0)
    privacy = measure_privacy(known, known, unknown)
    assert privacy.copies == len(known.learners)
    assert "equal" in privacy.reason


def test_learners_with_one_answer_changed_are_never_released() -> None:
    known, unknown = split_learners(_world(120), 0)
    near = known.scores.copy()
    for row, column in enumerate(known.mask.argmax(axis=1)):
        near[row, column] = 1 - near[row, column]
    records = Responses(near, known.mask, known.learners, known.items)
    assert measure_privacy(records, known, unknown).nearer > 0.9
    assert "nearer" in measure_privacy(records, known, unknown).reason


def test_people_who_were_not_learnt_from_may_be_released() -> None:
    known, unknown = split_learners(_world(240), 0)
    others = _world(120, seed=9)
    privacy = measure_privacy(others, known, unknown)
    assert abs(privacy.nearer - 0.5) < 0.12
    assert privacy.copies == 0


@pytest.mark.parametrize(
    ("privacy", "word"),
    [
        (Privacy(0.5, 1.0, 1), "equal"),
        (Privacy(0.6, 1.0, 0), "nearer"),
        (Privacy(0.5, 0.5, 0), "far"),
        (Privacy(0.5, 1.0, 0), ""),
    ],
)
def test_each_reason_is_said(privacy: Privacy, word: str) -> None:
    assert word in privacy.reason
    assert bool(privacy.reason) is bool(word)


def test_records_have_the_shape_and_the_shares_of_their_log() -> None:
    data = _world(150)
    for made in (make_records(data, 3, PLAN), make_copula_records(data, 3)):
        assert made.scores.shape == data.scores.shape
        assert set(made.learners).isdisjoint(data.learners)
        assert np.isin(made.scores, (0, 1)).all()
        assert not made.scores[made.mask == 0].any()
        real = data.scores.sum(axis=0) / data.mask.sum(axis=0)
        own = made.scores.sum(axis=0) / made.mask.sum(axis=0)
        assert np.corrcoef(real, own)[0, 1] > 0.9


def test_gaps_are_nobody_s() -> None:
    """Which exercises somebody did tells who it was, whatever the answers are."""
    known, unknown = split_learners(_world(240), 0)
    for made in (make_records(known, 3, PLAN), make_copula_records(known, 3)):
        assert abs(measure_privacy(made, known, unknown).nearer - 0.5) < 0.12


def test_copula_keeps_what_hangs_together() -> None:
    random = np.random.default_rng(0)
    coin = random.random(400) < 0.5
    data = arrange_responses(
        (f"l{row:03}", f"i{item}", float(coin[row] if item < 2 else random.random() < 0.5))
        for row in range(400)
        for item in range(3)
    )
    made = make_copula_records(data, 0).scores
    together = np.corrcoef(made.T)
    assert together[0, 1] > 0.5 > abs(together[0, 2]) + 0.2


def test_the_same_seed_gives_the_same_records() -> None:
    data = _world(60)
    one, other = (make_records(data, 5, PLAN).scores for _ in range(2))
    assert np.array_equal(one, other)

"""Parallel forms: too little to learn from first."""

from __future__ import annotations

import numpy as np
import pytest

from generators.bank.items import BankError
from generators.bank.parallel import (
    EASIER,
    HARDER,
    LIKE,
    Pairs,
    fit_parallel,
    make_bins,
    make_pairs,
    sample_parallel,
)


def _world(number: int, seed: int = 0) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Kind and level hang together; each skill has three levels of difficulty."""
    random = np.random.default_rng(seed)
    kind = random.integers(0, 2, number)
    level = np.where(random.random(number) < 0.9, kind, 1 - kind)
    hard = random.integers(-1, 2, number).astype(float)
    fields = np.column_stack([kind, level, make_bins(hard).number(hard)])
    return fields, [f"s{at % 10}" for at in range(number)], hard


@pytest.mark.parametrize("number", [0, 1, 5])
def test_few_exercises_are_refused_with_what_to_do(number: int) -> None:
    pairs = make_pairs(np.zeros((number, 3), int), ["s"] * number, np.zeros(number), 0)
    with pytest.raises(BankError, match="Add exercises"):
        fit_parallel(pairs, [2, 2, 3], 0)


def test_skills_with_one_exercise_each_make_no_pair() -> None:
    fields, _, hard = _world(30)
    assert len(make_pairs(fields, [f"s{at}" for at in range(30)], hard, 0)) == 0


def test_one_level_of_difficulty_is_one_bin() -> None:
    bins = make_bins([0.5] * 10)
    assert len(bins.middles) == 1
    assert bins.number(np.array([0.5, 7.0])).tolist() == [0, 0]


def test_bins_are_in_order_and_none_is_empty() -> None:
    bins = make_bins([0, 0, 0, 0, 0, 0, 1, 2, 2, 3])
    assert (np.diff(bins.middles) > 0).all()


def test_pairs_share_a_skill_and_never_pair_with_themselves() -> None:
    fields = np.column_stack([np.arange(40), np.zeros(40, int), np.zeros(40, int)])
    groups = [f"s{at % 4}" for at in range(40)]
    pairs = make_pairs(fields, groups, np.arange(40) / 40, 0)
    assert (pairs.given[:, 0] % 4 == pairs.wanted[:, 0] % 4).all()
    assert (pairs.given[:, 0] != pairs.wanted[:, 0]).all()
    assert set(pairs.shift) == {EASIER, LIKE, HARDER}


def test_a_little_harder_is_harder() -> None:
    fields, groups, hard = _world(400)
    pairs = make_pairs(fields, groups, hard, 0)
    model = fit_parallel(pairs, [2, 2, 3], 0, steps=500)
    unseen, own, level = _world(200, seed=5)
    asked = make_pairs(unseen, own, level, 0)
    made = sample_parallel(model, asked.given, asked.shift, 1)
    rise = np.sign(made[:, 2] - asked.given[:, 2])
    assert (rise == asked.shift - 1).mean() > 0.9
    together = (made[:, 0] == made[:, 1]).mean()
    assert 0.8 < together < 0.97


def test_the_same_seed_gives_the_same_forms() -> None:
    fields, groups, hard = _world(200)
    pairs = make_pairs(fields, groups, hard, 0)
    made = [
        sample_parallel(fit_parallel(pairs, [2, 2, 3], 0, steps=60), pairs.given, pairs.shift, 1)
        for _ in range(2)
    ]
    assert np.array_equal(*made)


def test_no_pairs_asked_give_none() -> None:
    fields, groups, hard = _world(200)
    pairs = make_pairs(fields, groups, hard, 0)
    model = fit_parallel(pairs, [2, 2, 3], 0, steps=50)
    none = Pairs(pairs.given[:0], pairs.wanted[:0], pairs.shift[:0])
    assert sample_parallel(model, none.given, none.shift, 1).shape == (0, 3)

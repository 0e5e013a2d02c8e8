"""Parallel forms: too little to learn from first."""

from __future__ import annotations

import numpy as np
import pytest

from generators.bank.items import BankError
from generators.bank.pairs import EASIER, HARDER, LIKE, Shelf, make_bins, make_pairs
from generators.bank.parallel import fit_parallel, sample_parallel
from generators.bank.shares import Shares

SIZES = [2, 2, 3]


def lay(fields: np.ndarray, skills: list[str], hard: np.ndarray) -> Shelf:
    return Shelf(fields, hard, skills, [""] * len(skills))


def invent_shelf(number: int, seed: int = 0) -> Shelf:
    """Kind and level hang together; each skill has three levels of difficulty."""
    random = np.random.default_rng(seed)
    kind = random.integers(0, 2, number)
    level = np.where(random.random(number) < 0.9, kind, 1 - kind)
    hard = random.integers(-1, 2, number).astype(float)
    fields = np.column_stack([kind, level, make_bins(hard).number(hard)])
    return lay(fields, [f"s{at % 10}" for at in range(number)], hard)


@pytest.mark.parametrize("number", [0, 1, 5])
def test_few_exercises_are_refused_with_what_to_do(number: int) -> None:
    shelf = lay(np.zeros((number, 3), int), ["s"] * number, np.zeros(number))
    with pytest.raises(BankError, match="Add exercises"):
        fit_parallel(make_pairs(shelf, SIZES, 0), SIZES, 0)


def test_skills_with_one_exercise_each_make_no_pair() -> None:
    shelf = invent_shelf(30)
    alone = lay(shelf.fields, [f"s{at}" for at in range(30)], shelf.difficulty)
    assert len(make_pairs(alone, SIZES, 0)) == 0


def test_one_level_of_difficulty_is_one_bin() -> None:
    bins = make_bins([0.5] * 10)
    assert len(bins.middles) == 1
    assert bins.number(np.array([0.5, 7.0])).tolist() == [0, 0]


def test_bins_are_in_order_and_none_is_empty() -> None:
    bins = make_bins([0, 0, 0, 0, 0, 0, 1, 2, 2, 3])
    assert (np.diff(bins.middles) > 0).all()


def test_pairs_share_a_skill_and_never_pair_with_themselves_or_their_family() -> None:
    fields = np.column_stack([np.arange(40), np.zeros(40, int), np.zeros(40, int)])
    skills = [f"s{at % 4}" for at in range(40)]
    families = ["steps" if at in (0, 4) else "" for at in range(40)]
    pairs = make_pairs(Shelf(fields, np.arange(40) / 40, skills, families), [40, 1, 1], 0, each=40)
    assert (pairs.given[:, 0] % 4 == pairs.wanted[:, 0] % 4).all()
    assert (pairs.given[:, 0] != pairs.wanted[:, 0]).all()
    assert set(pairs.shift) == {EASIER, LIKE, HARDER}
    met = set(zip(pairs.given[:, 0], pairs.wanted[:, 0], strict=True))
    assert (0, 8) in met
    assert (0, 4) not in met


def test_what_is_to_be_found_does_not_count_around_it() -> None:
    fields = np.zeros((40, 3), dtype=int)
    fields[7, 0] = 1  # the only one of its kind
    skills = [f"s{at % 4}" for at in range(40)]
    pairs = make_pairs(lay(fields, skills, np.zeros(40)), SIZES, 0, each=40)
    sought = pairs.around[pairs.second == 7, 1]
    assert len(sought) == 9
    assert (sought <= 1 / 40).all()
    beside = pairs.around[(pairs.second % 4 == 3) & (pairs.second != 7), 1]
    assert (beside > 1 / 40).any()


def test_a_skill_that_is_not_known_is_as_the_bank() -> None:
    shelf = invent_shelf(50)
    shares = Shares(shelf.fields, shelf.skills, SIZES)
    (row,) = shares.tell(["never seen"])
    assert row[:2] == pytest.approx(np.bincount(shelf.fields[:, 0]) / 50)


def test_a_little_harder_is_harder() -> None:
    model = fit_parallel(make_pairs(invent_shelf(400), SIZES, 0), SIZES, 0, steps=500)
    asked = make_pairs(invent_shelf(200, seed=5), SIZES, 0)
    made = sample_parallel(model, asked, 1)
    rise = np.sign(made[:, 2] - asked.given[:, 2])
    assert (rise == asked.shift - 1).mean() > 0.9
    together = (made[:, 0] == made[:, 1]).mean()
    assert 0.8 < together < 0.97


def test_the_same_seed_gives_the_same_forms() -> None:
    pairs = make_pairs(invent_shelf(200), SIZES, 0)
    made = [sample_parallel(fit_parallel(pairs, SIZES, 0, steps=60), pairs, 1) for _ in range(2)]
    assert np.array_equal(*made)


def test_no_pairs_asked_give_none() -> None:
    model = fit_parallel(make_pairs(invent_shelf(200), SIZES, 0), SIZES, 0, steps=50)
    none = make_pairs(invent_shelf(1), SIZES, 0)
    assert sample_parallel(model, none, 1).shape == (0, 3)

"""Pairs of exercises of one skill, of which the second is easier, as hard, or harder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generators.bank.items import Ints, Item, ItemArrays
from generators.bank.shares import Doubles, Shares, spread

EASIER, LIKE, HARDER = 0, 1, 2
BINS = 6  # of difficulty: as many levels as data of a bank carry
STEP = 0.25  # of a standard deviation, from where on another exercise is easier or harder


@dataclass(frozen=True, slots=True)
class Bins:
    """`edges` [BINS - 1] and `middles` [BINS] of standardised difficulty."""

    edges: Doubles
    middles: Doubles

    def number(self, difficulty: Doubles) -> Ints:
        found: Ints = np.digitize(difficulty, self.edges)
        return found


def make_bins(difficulty: Sequence[float] | Doubles) -> Bins:
    """By quantiles; equal edges fall together, so that no bin is empty."""
    values = np.asarray(difficulty, dtype=np.float64)
    edges = np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="lower"))
    edges = edges[(edges > values.min()) & (edges <= values.max())]
    numbers = np.digitize(values, edges)
    middles = [float(values[numbers == at].mean()) for at in range(len(edges) + 1)]
    return Bins(edges, np.array(middles))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Exercises that pairs are made of: `fields` [N, F] are codes, the bin of difficulty last;
    `difficulty` [N] is standardised. Those of one family (steps of a problem) make no pair."""

    fields: Ints
    difficulty: Doubles
    skills: Sequence[str]
    families: Sequence[str]

    def take(self, places: Ints) -> Shelf:
        skills, families = ([own[at] for at in places] for own in (self.skills, self.families))
        return Shelf(self.fields[places], self.difficulty[places], skills, families)

    def same_skill(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for at, skill in enumerate(self.skills):
            places.setdefault(skill, []).append(at)
        return places


def lay_shelf(items: Sequence[Item], arrays: ItemArrays, bins: Bins) -> Shelf:
    """Kind, Bloom level and difficulty are the fields."""
    difficulty = arrays.difficulty.astype(np.float64)
    fields = np.column_stack([arrays.codes[:, :2], bins.number(difficulty)])
    skills, families = [item.skill for item in items], [item.family for item in items]
    return Shelf(fields, difficulty, skills, families)


@dataclass(frozen=True, slots=True)
class Pairs:
    """`first` and `second` [N] are places on the shelf; `given` [N, F] and `wanted` [N, F] are the
    fields of the two, `shift` [N] says how the second stands to the first, and `around`
    [N, sum of sizes] how other exercises of the skill are."""

    first: Ints
    second: Ints
    given: Ints
    wanted: Ints
    shift: Ints
    around: Doubles

    def __len__(self) -> int:
        return len(self.shift)


def make_pairs(
    shelf: Shelf, sizes: Sequence[int], seed: int, each: int = 4, shares: Shares | None = None
) -> Pairs:
    """For each exercise up to `each` others of its skill. What lies around comes from `shares`."""
    random = np.random.default_rng(seed)
    members, families = shelf.same_skill(), shelf.families
    pairs = [
        (one, int(other))
        for one, skill in enumerate(shelf.skills)
        for other in random.permutation(members[skill])[: each + 1]
        if other != one and not (families[one] and families[one] == families[other])
    ]
    first, second = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    if shares is None:
        around = _look_around(shelf, sizes, first, second, random)
    else:
        around = shares.tell([shelf.skills[at] for at in first])
    shift = name_shift(shelf.difficulty[second] - shelf.difficulty[first])
    return Pairs(first, second, shelf.fields[first], shelf.fields[second], shift, around)


def _look_around(
    shelf: Shelf, sizes: Sequence[int], first: Ints, second: Ints, random: np.random.Generator
) -> Doubles:
    """Of a part of the skill's other exercises, drawn anew for each pair and without the second: by
    all others a net would know a skill again, and which one is missing."""
    shares = Shares(shelf.fields, shelf.skills, sizes)
    found = np.zeros((len(first), sum(sizes)))
    for members in map(np.array, shelf.same_skill().values()):
        rows = np.flatnonzero(np.isin(first, members))
        kept = random.random((len(rows), len(members))) < random.uniform(0.3, 1, (len(rows), 1))
        kept &= members[None, :] != second[rows][:, None]
        found[rows] = shares.shrink(kept @ spread(shelf.fields[members], sizes), kept.sum(axis=1))
    return found


def name_shift(rise: Doubles) -> Ints:
    """`rise` [N] in standard deviations of difficulty."""
    return np.where(rise > STEP, HARDER, np.where(rise < -STEP, EASIER, LIKE)).astype(np.int64)

"""In which other forms a course asks for a skill: what the CVAE over fields draws for each
exercise, where it foretells kinds and levels better than the skill's own shares do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from generators.bank.items import OTHER, FieldCoder, Ints, Item, ItemArrays
from generators.bank.pairs import (
    EASIER,
    HARDER,
    LIKE,
    STEP,
    Bins,
    Pairs,
    Shelf,
    lay_shelf,
    make_bins,
    make_pairs,
)
from generators.bank.parallel import (
    FEWEST_PAIRS,
    ParallelVae,
    fit_parallel,
    sample_parallel,
    to_rows,
)
from generators.bank.shares import Shares

HELD_OUT = 0.2  # of the exercises: pairs among them judge
FEWEST_ASIDE = 15  # of those pairs
LEAST_GAIN = 0.05  # nats: chance alone may look like less
SHIFTS = {"easier": EASIER, "like": LIKE, "harder": HARDER}
_DRAWS, _MOST, _LEAST = 64, 2, 0.1  # draws; forms of a shift that are kept; share of the draws
_PASSES = 8  # draws of z for a bound


@dataclass(frozen=True, slots=True)
class Form:
    """`difficulty` in logits; `share` of what was drawn."""

    shift: str
    kind: str
    bloom: str
    difficulty: float
    share: float


@dataclass(frozen=True, slots=True)
class Forms:
    """`gain`: nats for kind and level of a held-out pair that the model is ahead of the shares of
    the skill, at least; None for too few pairs. `of` is empty below `LEAST_GAIN`."""

    gain: float | None
    of: dict[str, list[Form]]


def draw_forms(items: Sequence[Item], bank: ItemArrays, coder: FieldCoder, seed: int) -> Forms:
    bins = make_bins(bank.difficulty.astype(np.float64))
    shelf = lay_shelf(items, bank, bins)
    sizes = [*coder.sizes[:2], len(bins.middles)]
    order = np.random.default_rng(seed).permutation(len(items))
    held = round(HELD_OUT * len(items))
    aside, learnt = shelf.take(order[:held]), shelf.take(order[held:])
    known = make_pairs(learnt, sizes, seed)
    asked = make_pairs(aside, sizes, seed, shares=Shares(learnt.fields, learnt.skills, sizes))
    if len(known) < FEWEST_PAIRS or len(asked) < FEWEST_ASIDE:
        return Forms(None, {})
    model = fit_parallel(known, sizes, seed)
    gain = _find_gain(model, asked, sizes, seed)
    return Forms(gain, _draw(model, items, shelf, coder, bins, seed) if gain >= LEAST_GAIN else {})


def _find_gain(model: ParallelVae, pairs: Pairs, sizes: Sequence[int], seed: int) -> float:
    noise = torch.Generator().manual_seed(seed)
    rows = to_rows(pairs)
    with torch.no_grad():
        costs = [model.costs(rows, noise) for _ in range(_PASSES)]
    bound = np.mean([float((latent + own[:, :2].sum(1)).mean()) for latent, own in costs])
    starts = np.cumsum([0, *sizes])[:2]
    shares = np.take_along_axis(pairs.around, pairs.wanted[:, :2] + starts, axis=1)
    return float(-np.log(shares).sum(axis=1).mean() - bound)


def _draw(
    model: ParallelVae,
    items: Sequence[Item],
    shelf: Shelf,
    coder: FieldCoder,
    bins: Bins,
    seed: int,
) -> dict[str, list[Form]]:
    around = Shares(shelf.fields, shelf.skills, model.sizes).tell(shelf.skills)
    every = np.arange(len(items))
    found: dict[str, list[Form]] = {item.id: [] for item in items}
    for name, shift in SHIFTS.items():
        asked = Pairs(every, every, shelf.fields, shelf.fields, np.full(len(every), shift), around)
        drawn = np.stack([sample_parallel(model, asked, seed + at) for at in range(_DRAWS)])
        for at, item in enumerate(items):
            rows = _keep_fitting(drawn[:, at], bins, float(shelf.difficulty[at]), shift)
            found[item.id] += _name_forms(name, rows, item, coder, bins)
    return found


def _keep_fitting(rows: Ints, bins: Bins, difficulty: float, shift: int) -> Ints:
    """Those as much easier or harder as was asked."""
    rise = bins.middles[rows[:, -1]] - difficulty
    fits = {EASIER: rise < -STEP, HARDER: rise > STEP}.get(shift, abs(rise) <= 2 * STEP)
    return rows[fits]


def _name_forms(shift: str, rows: Ints, item: Item, coder: FieldCoder, bins: Bins) -> list[Form]:
    """The most frequent ones in another kind or level than the exercise's."""
    kinds, blooms = coder.values[:2]
    own = (item.kind, item.bloom)
    forms = []
    for (kind, bloom), count in Counter(
        (kinds[row[0]], blooms[row[1]]) for row in rows
    ).most_common():
        share = count / _DRAWS
        if (kind, bloom) == own or OTHER in (kind, bloom) or share < _LEAST:
            continue
        same = [row[2] for row in rows if (kinds[row[0]], blooms[row[1]]) == (kind, bloom)]
        difficulty = coder.centre + coder.scale * float(np.median(bins.middles[same]))
        forms.append(Form(shift, kind, bloom, round(difficulty, 2), round(share, 2)))
    return forms[:_MOST]

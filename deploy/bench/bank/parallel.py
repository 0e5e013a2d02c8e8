"""How like a second exercise of a skill drawn fields are: a two-sample test on held-out pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deploy.bench.bank.parallel_ar import sample_by_regressions
from deploy.bench.bank.two_sample import tell_apart
from generators.bank.items import FieldCoder, Ints, Item, ItemArrays
from generators.bank.pairs import LIKE, Pairs, Shelf, lay_shelf, make_bins, make_pairs, name_shift
from generators.bank.parallel import FEWEST_PAIRS, fit_parallel, sample_parallel
from generators.bank.shares import Doubles, Shares, spread


def measure_parallel(
    coder: FieldCoder, train: ItemArrays, test: ItemArrays, parts: Sequence[list[Item]], seed: int
) -> dict[str, float]:
    """Of the CVAE's fields, of those by regressions, of the rule, and of exercises of the skill
    among those learnt from (`parallel_real`, the ceiling). Nothing where too few share a skill."""
    bins = make_bins(train.difficulty.astype(np.float64))
    sizes = [*coder.sizes[:2], len(bins.middles)]
    learnt, aside = lay_shelf(parts[0], train, bins), lay_shelf(parts[1], test, bins)
    known = make_pairs(learnt, sizes, seed)
    shares = Shares(learnt.fields, learnt.skills, sizes)
    asked = make_pairs(aside, sizes, seed, each=2, shares=shares)
    if min(len(known), len(asked)) < FEWEST_PAIRS or len(set(learnt.skills)) < 2:
        return {}
    drawn = {
        "parallel": sample_parallel(fit_parallel(known, sizes, seed), asked, seed),
        "parallel_ar": sample_by_regressions(known, asked, sizes, seed),
        "parallel_rule": shift_fields(asked, len(bins.middles)),
        "parallel_real": draw_real(learnt, aside, asked, seed),
    }
    real = _show_pairs(asked, asked.wanted, sizes)
    return {
        name: tell_apart(real, _show_pairs(asked, fields, sizes), seed)
        for name, fields in drawn.items()
    }


def shift_fields(asked: Pairs, bins: int) -> Ints:
    """The rule: the same kind and level, and the next bin of difficulty where another is wanted."""
    found = asked.given.copy()
    found[:, -1] = np.clip(found[:, -1] + asked.shift - LIKE, 0, bins - 1)
    return found


def draw_real(learnt: Shelf, aside: Shelf, asked: Pairs, seed: int) -> Ints:
    """An exercise of the skill, as much easier or harder as asked where there is one; of any skill
    where the skill was not learnt from."""
    random = np.random.default_rng(seed)
    members, every = learnt.same_skill(), range(len(learnt.fields))
    found = []
    for first, shift in zip(asked.first, asked.shift, strict=True):
        same = np.array(members.get(aside.skills[first], every))
        fitting = same[name_shift(learnt.difficulty[same] - aside.difficulty[first]) == shift]
        found.append(random.choice(fitting if len(fitting) else same))
    return learnt.fields[found]


def _show_pairs(pairs: Pairs, wanted: Ints, sizes: Sequence[int]) -> Doubles:
    """What the test sees: both exercises, the shift, and how the one stands to the other."""
    rise = np.sign(wanted[:, -1:] - pairs.given[:, -1:])
    return np.column_stack(
        [
            spread(pairs.given, sizes),
            spread(wanted, sizes),
            np.eye(3)[pairs.shift],
            wanted == pairs.given,
            rise,
            rise * (pairs.shift[:, None] - 1),
        ]
    ).astype(np.float64)

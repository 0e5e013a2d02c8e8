"""Synthetic records: answers of learners who never were, to share and to test load with.

From the response VAE: abilities are drawn from the prior and items from their beliefs. A record may
be near to nobody's: the distance to real ones is measured, and records that are nearer to the
people they were learnt from than to people they were not are never released.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from generators.bank.items import BankError
from generators.bank.response_training import ResponsePlan, fit_responses
from generators.bank.response_vae import WIDTH, predict_logits
from generators.bank.responses import Doubles, Responses

FEWEST = 40  # learners: half are learnt from, half are what the distance is held against
MOST_NEARER = 0.55  # share of records nearer to a learner learnt from than to one who was not
LEAST_RATIO = 0.9  # nearest distance, as a share of that between real learners


@dataclass(frozen=True, slots=True)
class Privacy:
    """`nearer`: share of records nearer to a learner who was learnt from than to any of as many
    who were not (0.5 is chance); `ratio`: median distance to the nearest learner who was learnt
    from, over that from the others to those; `copies`: records equal to a learner's."""

    nearer: float
    ratio: float
    copies: int

    @property
    def reason(self) -> str:
        """Why the records are not released; empty where they may be."""
        if self.copies:
            return f"{self.copies} records are equal to those of a real learner."
        if self.nearer > MOST_NEARER:
            return (
                f"{self.nearer:.0%} of the records are nearer to a learner who was learnt from than"
                f" to one who was not (at most {MOST_NEARER:.0%} may be)."
            )
        if self.ratio < LEAST_RATIO:
            return (
                f"Records are {self.ratio:.2f} times as far from real learners as these are from "
                f"each other (at least {LEAST_RATIO:g} is asked)."
            )
        return ""


def make_records(data: Responses, seed: int, plan: ResponsePlan | None = None) -> Responses:
    """As many learners as `data` has. Raises `BankError` where too little was answered."""
    vae = fit_responses(data, seed, plan)
    noise = torch.Generator().manual_seed(seed)
    random = np.random.default_rng(seed)
    mask = draw_gaps(data, random)
    with torch.no_grad():
        ability = torch.randn((len(mask), WIDTH), generator=noise)
        chances = predict_logits(ability, vae.draw_items(noise)).sigmoid().double().numpy()
    return draw_answers(chances, mask, data.items, random)


def draw_gaps(data: Responses, random: np.random.Generator) -> NDArray[np.float32]:
    """What is answered, item by item at its share in `data`, [L, I]. The gaps of real learners must
    not be taken over: which exercises somebody did alone tells who it was."""
    found: NDArray[np.float32] = (random.random(data.mask.shape) < data.mask.mean(axis=0)).astype(
        np.float32
    )
    return found


def draw_answers(
    chances: Doubles, mask: NDArray[np.float32], items: tuple[str, ...], random: np.random.Generator
) -> Responses:
    """Right or wrong by chance where the mask has an answer."""
    scores = (random.random(chances.shape) < chances).astype(np.float32) * mask
    learners = tuple(f"synthetic-{at + 1}" for at in range(len(mask)))
    return Responses(scores, mask, learners, items)


def split_learners(data: Responses, seed: int) -> tuple[Responses, Responses]:
    """Halves. Raises `BankError` for a log of few learners."""
    if len(data.learners) < FEWEST:
        raise BankError(
            f"{len(data.learners)} learners are too few for records that tell of none of them: it "
            f"takes {FEWEST}."
        )
    order = np.random.default_rng(seed).permutation(len(data.learners))
    half = len(order) // 2
    return _take(data, order[:half]), _take(data, order[half : 2 * half])


def measure_privacy(records: Responses, known: Responses, unknown: Responses) -> Privacy:
    """`known` were learnt from, `unknown` (as many) were not."""
    to_known, to_unknown = _find_nearest(records, known), _find_nearest(records, unknown)
    between = _find_nearest(unknown, known)
    ties = to_known == to_unknown
    nearer = (to_known < to_unknown).mean() + 0.5 * ties.mean()
    real = {_sign(known, row) for row in range(len(known.learners)) if known.mask[row].sum() > 5}
    return Privacy(
        float(nearer),
        float(np.median(to_known) / max(float(np.median(between)), 1e-9)),
        sum(_sign(records, row) in real for row in range(len(records.learners))),
    )


def _find_nearest(rows: Responses, others: Responses) -> Doubles:
    """Share of items on which a row differs from the nearest other one, [N]; answered or not counts
    as a difference, too."""
    found = []
    right, wrong = others.scores * others.mask, (1 - others.scores) * others.mask
    for score, mask in zip(rows.scores, rows.mask, strict=True):
        same = (
            right @ (score * mask) + wrong @ ((1 - score) * mask) + (1 - others.mask) @ (1 - mask)
        )
        found.append(1 - float(same.max()) / len(mask))
    return np.array(found)


def _sign(data: Responses, row: int) -> bytes:
    found: bytes = data.scores[row].tobytes() + data.mask[row].tobytes()
    return found


def _take(data: Responses, rows: NDArray[np.int64]) -> Responses:
    names = tuple(data.learners[row] for row in rows)
    return Responses(data.scores[rows], data.mask[rows], names, data.items)

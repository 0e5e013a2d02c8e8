"""How an exercise lies in a bank: its neighbours, whether it is too near to one of them, and
whether it is off the course. Both limits are calibrated on items that were held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from generators.bank.item_net import ItemVae, draw
from generators.bank.item_training import bound_items, encode_items
from generators.bank.items import ItemArrays

Doubles = NDArray[np.float64]
NEAR_QUANTILE = 0.05  # of held-back items are called too near: real siblings are among them
OFF_QUANTILE = 0.02  # and as many off course
CLEARLY = 0.05  # of the planted copies, by which z has to find more to be preferred
_DRAWS = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """`near`: a distance below which an exercise repeats its neighbour, between embeddings
    (`by_text`) or, where that finds clearly more planted copies, in z; `off`: a bound in nats below
    which it does not belong to this bank; `unlike`: a cosine to the nearest passage below which it
    does not belong to the course's sources, -1 where there are none."""

    near: float
    off: float
    unlike: float = -1.0
    by_text: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """`neighbours`: numbers of items of the bank, nearest first; `distance` to the first, in z."""

    neighbours: tuple[int, ...]
    distance: float
    bound: float


class Neighbourhood:
    """A bank seen through a VAE. `bank` [N] are the items that were fitted on."""

    def __init__(self, vae: ItemVae, bank: ItemArrays) -> None:
        self._vae = vae
        self._latents = encode_items(vae, bank, fields=False)[0]

    def place(self, items: ItemArrays, nearest: int = 3, seed: int = 0) -> list[Place]:
        """By text alone, for each item."""
        latents = encode_items(self._vae, items, fields=False)[0]
        bounds = bound_items(self._vae, items, seed, _DRAWS)
        found = []
        for z, bound in zip(latents, bounds, strict=True):
            distances = np.linalg.norm(self._latents - z, axis=1)
            order = np.argsort(distances, kind="stable")[:nearest]
            found.append(
                Place(tuple(int(at) for at in order), float(distances[order[0]]), float(bound))
            )
        return found

    def calibrate(self, held_back: ItemArrays) -> Limits:
        places = self.place(held_back, nearest=1)
        return Limits(
            near=float(np.quantile([place.distance for place in places], NEAR_QUANTILE)),
            off=float(np.quantile([place.bound for place in places], OFF_QUANTILE)),
        )


def locate(vae: ItemVae, items: ItemArrays, *, by_text: bool) -> Doubles:
    """Where items lie, by text alone: their embeddings, or their means in z."""
    rows = items.embeddings if by_text else encode_items(vae, items, fields=False)[0]
    return rows.astype(np.float64)


def choose_near(
    vae: ItemVae, bank: ItemArrays, held_back: ItemArrays, copies: ItemArrays
) -> tuple[float, bool, dict[str, float]]:
    """The limit `near`, whether it is one between embeddings, and how many copies of exercises of
    the bank either way of looking finds while as many held-back ones are called too near."""
    limits, found = [], []
    for by_text in (False, True):
        known, held, planted = (
            locate(vae, part, by_text=by_text) for part in (bank, held_back, copies)
        )
        limits.append(float(np.quantile(cdist(held, known).min(axis=1), NEAR_QUANTILE)))
        found.append(float((cdist(planted, known).min(axis=1) < limits[-1]).mean()))
    by_text = found[True] > found[False] - CLEARLY
    return limits[by_text], by_text, {"near_found": found[False], "near_found_text": found[True]}


def compare_rows(rows: Doubles, others: Doubles) -> float:
    """The mean cosine of each row and its other."""
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(others, axis=1)
    return float(((rows * others).sum(axis=1) / np.maximum(lengths, 1e-9)).mean())


def vary_items(vae: ItemVae, items: ItemArrays, seed: int) -> Doubles:
    """One posterior neighbour of each, as an embedding of length 1: z ~ q(z | text), then a draw
    of what is left open. [N, E]"""
    noise = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        mean, spread = encode_items(vae, items, fields=False)
        z = draw(torch.from_numpy(mean), 2 * torch.from_numpy(spread).log(), noise)[0]
        centre = vae.decode(z)
        rest = torch.randn(centre.shape, generator=noise) * torch.exp(0.5 * vae.log_variance)
        rows = (centre + rest).double().numpy()
    unit: Doubles = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit

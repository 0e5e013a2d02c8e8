"""How an exercise lies in a bank: its neighbours, whether it is too near to one of them, and
whether it is off the course. Both limits are calibrated on items that were held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from generators.bank.item_net import ItemVae, draw
from generators.bank.item_training import bound_items, encode_items
from generators.bank.items import ItemArrays

Doubles = NDArray[np.float64]
NEAR_QUANTILE = 0.05  # of held-back items are called too near: real siblings are among them
OFF_QUANTILE = 0.02  # and as many off course
_DRAWS = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """`near`: a distance in z below which an exercise repeats its neighbour; `off`: a bound in
    nats below which it does not belong to this bank; `unlike`: a cosine to the nearest passage
    below which it does not belong to the course's sources, -1 where there are none."""

    near: float
    off: float
    unlike: float = -1.0


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

    def share_near(self, items: ItemArrays, limits: Limits) -> float:
        """How many of them are called too near."""
        return float(np.mean([one.distance < limits.near for one in self.place(items, 1)]))


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

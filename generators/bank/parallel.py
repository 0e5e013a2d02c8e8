"""Parallel forms: which fields another exercise like this one would have, a little easier, as hard,
or a little harder. A conditional VAE over fields, fitted on pairs of one skill."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from generators.bank.item_net import divergence, draw
from generators.bank.items import BankError, DivergedError, Ints
from generators.bank.pairs import Pairs

FEWEST_PAIRS = 60
_LATENT, _HIDDEN = 8, 128


class ParallelVae(nn.Module):
    """wanted [B, F] given `given` [B, F], shift [B] and `around` [B, sum of sizes]; z [B, 8].
    Fields are decoded one after another, each knowing those before it, so that z need not carry
    what they say of each other."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        self.sizes = tuple(sizes)
        every = sum(self.sizes)
        condition = 2 * every + 3
        self.encoder = nn.Sequential(
            nn.Linear(condition + every, _HIDDEN), nn.SiLU(), nn.Linear(_HIDDEN, 2 * _LATENT)
        )
        self.heads = nn.ModuleList(
            nn.Sequential(
                nn.Linear(condition + _LATENT + sum(self.sizes[:at]), _HIDDEN),
                nn.SiLU(),
                nn.Linear(_HIDDEN, size),
            )
            for at, size in enumerate(self.sizes)
        )

    def condition(self, rows: Rows) -> Tensor:
        shift = functional.one_hot(rows.shift, 3).float()
        return torch.cat([self.spread(rows.given), shift, rows.around], dim=1)

    def spread(self, codes: Tensor) -> Tensor:
        parts = [
            functional.one_hot(codes[:, at], self.sizes[at]).float() for at in range(codes.shape[1])
        ]
        return torch.cat(parts, dim=1) if parts else torch.zeros((len(codes), 0))

    def costs(self, rows: Rows, noise: torch.Generator) -> tuple[Tensor, Tensor]:
        """[B] nats of z, and [B, F] of each field once z is known: with one draw of z, their sum is
        above what the fields cost."""
        known = self.condition(rows)
        code = self.encoder(torch.cat([known, self.spread(rows.wanted)], dim=1))
        mean, log_variance = code.chunk(2, dim=1)
        base = torch.cat([known, draw(mean, log_variance, noise)[0]], dim=1)
        fields = [
            functional.cross_entropy(
                head(torch.cat([base, self.spread(rows.wanted[:, :at])], dim=1)),
                rows.wanted[:, at],
                reduction="none",
            )
            for at, head in enumerate(self.heads)
        ]
        return divergence(mean, log_variance), torch.stack(fields, dim=1)

    def loss(self, rows: Rows, noise: torch.Generator) -> Tensor:
        latent, fields = self.costs(rows, noise)
        return (latent + fields.sum(dim=1)).mean()

    def sample(self, rows: Rows, noise: torch.Generator) -> Tensor:
        """[B, F]"""
        z = torch.randn((len(rows.shift), _LATENT), generator=noise)
        base = torch.cat([self.condition(rows), z], dim=1)
        found = torch.zeros((len(rows.shift), 0), dtype=torch.long)
        for head in self.heads:
            chances = head(torch.cat([base, self.spread(found)], dim=1)).softmax(1)
            found = torch.cat([found, torch.multinomial(chances, 1, generator=noise)], dim=1)
        return found


class Rows(NamedTuple):
    """`Pairs` as tensors."""

    given: Tensor
    wanted: Tensor
    shift: Tensor
    around: Tensor

    def at(self, places: Tensor) -> Rows:
        return Rows(*(part[places] for part in self))


def to_rows(pairs: Pairs) -> Rows:
    given, wanted, shift = map(torch.from_numpy, (pairs.given, pairs.wanted, pairs.shift))
    return Rows(given, wanted, shift, torch.from_numpy(pairs.around).float())


def fit_parallel(
    pairs: Pairs, sizes: Sequence[int], seed: int, steps: int = 1500, batch: int = 256
) -> ParallelVae:
    """Ended by pairs held back, whose second exercise no other pair has. Raises `BankError` for
    too few pairs."""
    if len(pairs) < FEWEST_PAIRS:
        raise BankError(
            f"{len(pairs)} pairs of exercises on one skill are too few for parallel forms: "
            f"it takes {FEWEST_PAIRS}. Add exercises to the skills that have one."
        )
    torch.manual_seed(seed)
    noise = torch.Generator().manual_seed(seed)
    model = ParallelVae(sizes)
    rows = to_rows(pairs)
    apart = _hold_back(pairs, seed)
    held, known = rows.at(torch.from_numpy(apart)), torch.from_numpy(np.flatnonzero(~apart))
    change = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-3)
    best, kept = float("inf"), copy.deepcopy(model.state_dict())
    for step in range(steps):
        at = known[torch.randint(len(known), (batch,), generator=noise)]
        loss = model.loss(rows.at(at), noise)
        if not torch.isfinite(loss):
            raise DivergedError(f"The loss of step {step} is not a number: nothing was kept.")
        change.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        change.step()
        if step % 50 == 49:
            same = torch.Generator().manual_seed(seed)
            with torch.no_grad():
                now = float(model.loss(held, same))
            if now < best:
                best, kept = now, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return model.eval()


def _hold_back(pairs: Pairs, seed: int) -> NDArray[np.bool_]:
    """[N], of the pairs with a tenth of the second exercises."""
    seconds = np.random.default_rng(seed).permutation(np.unique(pairs.second))
    return np.isin(pairs.second, seconds[: max(1, len(seconds) // 10)])


def sample_parallel(model: ParallelVae, pairs: Pairs, seed: int) -> Ints:
    """[N, F]; what `pairs` want is not looked at."""
    with torch.no_grad():
        noise = torch.Generator().manual_seed(seed)
        found: Ints = model.sample(to_rows(pairs), noise).numpy()
        return found

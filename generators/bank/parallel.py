"""Parallel forms: which fields another exercise like this one would have, a little easier, as hard,
or a little harder. A conditional VAE over fields, fitted on pairs of one skill."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from generators.bank.item_net import divergence, draw
from generators.bank.items import BankError, DivergedError, Ints

EASIER, LIKE, HARDER = 0, 1, 2
BINS = 6  # of difficulty: as many levels as data of a bank carry
STEP = 0.25  # of a standard deviation, from where on another exercise is easier or harder
FEWEST_PAIRS = 60
_LATENT, _HIDDEN = 8, 128


@dataclass(frozen=True, slots=True)
class Pairs:
    """`given` [N, F] and `wanted` [N, F] are codes of the fields of two exercises of one skill
    (difficulty among them, by bin); `shift` [N] says how the second stands to the first."""

    given: Ints
    wanted: Ints
    shift: Ints

    def __len__(self) -> int:
        return len(self.shift)


@dataclass(frozen=True, slots=True)
class Bins:
    """`edges` [BINS - 1] and `middles` [BINS] of standardised difficulty."""

    edges: NDArray[np.float64]
    middles: NDArray[np.float64]

    def number(self, difficulty: NDArray[np.float64]) -> Ints:
        found: Ints = np.digitize(difficulty, self.edges)
        return found


def make_bins(difficulty: Sequence[float] | NDArray[np.float64]) -> Bins:
    """By quantiles; equal edges fall together, so that no bin is empty."""
    values = np.asarray(difficulty, dtype=np.float64)
    edges = np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="lower"))
    edges = edges[(edges > values.min()) & (edges <= values.max())]
    numbers = np.digitize(values, edges)
    middles = [float(values[numbers == at].mean()) for at in range(len(edges) + 1)]
    return Bins(edges, np.array(middles))


def make_pairs(
    fields: Ints,
    groups: Sequence[str],
    difficulty: NDArray[np.float64],
    seed: int,
    each: int = 4,
    families: Sequence[str] | None = None,
) -> Pairs:
    """For each exercise up to `each` others of its group, but not of its family: steps of one
    problem are no parallel forms. `fields` [N, F] with the bin last."""
    random = np.random.default_rng(seed)
    members: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        members.setdefault(group, []).append(at)
    pairs = [
        (one, int(other))
        for one, group in enumerate(groups)
        for other in random.permutation(members[group])[: each + 1]
        if other != one and not (families and families[one] and families[one] == families[other])
    ]
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    rise = difficulty[places[:, 1]] - difficulty[places[:, 0]]
    shift = np.where(rise > STEP, HARDER, np.where(rise < -STEP, EASIER, LIKE))
    return Pairs(fields[places[:, 0]], fields[places[:, 1]], shift.astype(np.int64))


class ParallelVae(nn.Module):
    """wanted [B, F] given `given` [B, F] and shift [B]; z [B, 8]. Fields are decoded one after
    another, each knowing those before it, so that z need not carry what they say of each other."""

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        self.sizes = tuple(sizes)
        every = sum(self.sizes)
        condition = every + 3
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

    def condition(self, given: Tensor, shift: Tensor) -> Tensor:
        return torch.cat([self.spread(given), functional.one_hot(shift, 3).float()], dim=1)

    def spread(self, codes: Tensor) -> Tensor:
        parts = [
            functional.one_hot(codes[:, at], self.sizes[at]).float() for at in range(codes.shape[1])
        ]
        return torch.cat(parts, dim=1) if parts else torch.zeros((len(codes), 0))

    def loss(self, given: Tensor, wanted: Tensor, shift: Tensor, noise: torch.Generator) -> Tensor:
        known = self.condition(given, shift)
        code = self.encoder(torch.cat([known, self.spread(wanted)], dim=1))
        mean, log_variance = code.chunk(2, dim=1)
        base = torch.cat([known, draw(mean, log_variance, noise)[0]], dim=1)
        total = divergence(mean, log_variance)
        for at, head in enumerate(self.heads):
            scores = head(torch.cat([base, self.spread(wanted[:, :at])], dim=1))
            total = total + functional.cross_entropy(scores, wanted[:, at], reduction="none")
        return total.mean()

    def sample(self, given: Tensor, shift: Tensor, noise: torch.Generator) -> Tensor:
        """[B, F]"""
        z = torch.randn((len(given), _LATENT), generator=noise)
        base = torch.cat([self.condition(given, shift), z], dim=1)
        found = torch.zeros((len(given), 0), dtype=torch.long)
        for head in self.heads:
            chances = head(torch.cat([base, self.spread(found)], dim=1)).softmax(1)
            found = torch.cat([found, torch.multinomial(chances, 1, generator=noise)], dim=1)
        return found


def fit_parallel(
    pairs: Pairs, sizes: Sequence[int], seed: int, steps: int = 1500, batch: int = 256
) -> ParallelVae:
    """Ended by pairs held back. Raises `BankError` where there are too few pairs."""
    if len(pairs) < FEWEST_PAIRS:
        raise BankError(
            f"{len(pairs)} pairs of exercises on one skill are too few for parallel forms: "
            f"it takes {FEWEST_PAIRS}. Add exercises to the skills that have one."
        )
    torch.manual_seed(seed)
    noise = torch.Generator().manual_seed(seed)
    model = ParallelVae(sizes)
    order = torch.randperm(len(pairs), generator=noise)
    held, known = order[: len(pairs) // 10], order[len(pairs) // 10 :]
    rows = [torch.from_numpy(part) for part in (pairs.given, pairs.wanted, pairs.shift)]
    change = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=1e-3)
    best, kept = float("inf"), copy.deepcopy(model.state_dict())
    for step in range(steps):
        at = known[torch.randint(len(known), (batch,), generator=noise)]
        loss = model.loss(rows[0][at], rows[1][at], rows[2][at], noise)
        if not torch.isfinite(loss):
            raise DivergedError(f"The loss of step {step} is not a number: nothing was kept.")
        change.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        change.step()
        if step % 50 == 49:
            same = torch.Generator().manual_seed(seed)
            with torch.no_grad():
                now = float(model.loss(rows[0][held], rows[1][held], rows[2][held], same))
            if now < best:
                best, kept = now, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return model.eval()


def sample_parallel(model: ParallelVae, given: Ints, shift: Ints, seed: int) -> Ints:
    """[N, F]"""
    with torch.no_grad():
        noise = torch.Generator().manual_seed(seed)
        found: Ints = model.sample(torch.from_numpy(given), torch.from_numpy(shift), noise).numpy()
        return found

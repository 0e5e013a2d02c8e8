"""Variational item response theory (after VIBO, Wu et al. 2020): items have Gaussian beliefs, and
an answer is right with the logistic of slope x (ability - difficulty) + loadings . other abilities.

VIBO infers abilities by a network that multiplies one learnt Gaussian for each answer. With the few
thousand answers of a course that network is what fails (it lost to a 2PL), so the factors are
computed: a few unrolled Newton steps, differentiable, give each learner's Gaussian. Nothing is
fitted for a learner, so a new one, or one of whom nothing is known, costs one pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from generators.bank.item_net import divergence

OTHERS = 3  # abilities beside the general one
WIDTH = 1 + OTHERS
_STEPS = 4
Solve = Callable[[Tensor, Tensor], Tensor]  # [B, n, n] and [B, n, r] to [B, n, r]


class Abilities(NamedTuple):
    """Gaussians over abilities: mean [B, WIDTH], and the Cholesky factor of the precision."""

    mean: Tensor
    factor: Tensor

    def draw(self, noise: torch.Generator) -> Tensor:
        """[B, WIDTH]"""
        rest = torch.randn((*self.mean.shape, 1), generator=noise)
        turned = torch.linalg.solve_triangular(self.factor.mT, rest, upper=True)
        found: Tensor = self.mean + turned[..., 0]
        return found

    def covariance(self) -> Tensor:
        found: Tensor = torch.cholesky_inverse(self.factor)
        return found

    def divergence(self) -> Tensor:
        """KL to N(0, 1), in nats, [B]."""
        trace = self.covariance().diagonal(dim1=-2, dim2=-1).sum(-1)
        volume = 2 * self.factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        return 0.5 * (trace + (self.mean**2).sum(-1) - self.mean.shape[-1] + volume)


class ResponseVae(nn.Module):
    """scores [B, I] and mask [B, I] -> `Abilities`; of items [I, 2 + OTHERS]: log-slope,
    difficulty, loadings."""

    def __init__(self, items: int) -> None:
        super().__init__()
        self.items = items
        start = torch.zeros(items, 2 + OTHERS)
        start[:, 2:] = 0.3 * torch.randn(items, OTHERS)
        self.item_mean = nn.Parameter(start)
        self.item_log_variance = nn.Parameter(torch.full((items, 2 + OTHERS), -3.0))
        # Of log-slope, difficulty, loadings: learnt from all items (empirical Bayes).
        self.prior_mean = nn.Parameter(torch.zeros(2 + OTHERS))
        self.prior_log_variance = nn.Parameter(torch.tensor([-2.0, 0.0, *[-2.0] * OTHERS]))

    def encode(self, scores: Tensor, mask: Tensor, items: Tensor) -> Abilities:
        """Given item draws [I, 2 + OTHERS]; a learner without answers is the prior, N(0, 1)."""
        mean, precision = self.find_peak(scores, mask, items, _solve)
        return Abilities(mean, torch.linalg.cholesky(precision))

    def find_peak(
        self, scores: Tensor, mask: Tensor, items: Tensor, solve: Solve
    ) -> tuple[Tensor, Tensor]:
        """Mean [B, WIDTH] and precision [B, WIDTH, WIDTH]."""
        weight, shift = split_items(items)
        outer = (weight[:, :, None] * weight[:, None, :]).flatten(1)
        mean = torch.zeros(scores.shape[0], WIDTH)
        prior = torch.eye(WIDTH)
        for step in range(_STEPS + 1):
            chance = torch.sigmoid(mean @ weight.T - shift)
            curve = (mask * chance * (1 - chance)) @ outer
            precision = curve.view(-1, WIDTH, WIDTH) + prior
            if step < _STEPS:
                slope = (mask * (scores - chance)) @ weight - mean
                mean = mean + solve(precision, slope[..., None])[..., 0]
        return mean, precision

    def draw_items(self, noise: torch.Generator) -> Tensor:
        spread = torch.exp(0.5 * self.item_log_variance)
        return self.item_mean + spread * torch.randn(spread.shape, generator=noise)

    def item_divergence(self) -> Tensor:
        """KL to the learnt prior of items, in nats."""
        scale = torch.exp(0.5 * self.prior_log_variance)
        mean = (self.item_mean - self.prior_mean) / scale
        return divergence(mean, self.item_log_variance - self.prior_log_variance).sum()


def _solve(precision: Tensor, right: Tensor) -> Tensor:
    return torch.cholesky_solve(right, torch.linalg.cholesky(precision))


def split_items(items: Tensor) -> tuple[Tensor, Tensor]:
    """Weights of abilities [I, WIDTH], and what is subtracted, [I]."""
    slope = torch.exp(items[:, :1].clamp(-3, 2))
    return torch.cat([slope, items[:, 2:]], dim=1), slope[:, 0] * items[:, 1]


def predict_logits(ability: Tensor, items: Tensor) -> Tensor:
    """[B, I]"""
    weight, shift = split_items(items)
    return ability @ weight.T - shift


def answer_log_likelihood(logits: Tensor, scores: Tensor, mask: Tensor) -> Tensor:
    """In nats, [B]; a score between 0 and 1 counts as a share of both answers."""
    found = scores * logits - functional.softplus(logits)
    return (found * mask).sum(-1)

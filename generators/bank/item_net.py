"""The networks of the item VAE: a linear part, which begins as PPCA, and a curved one beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 64
HIDDEN = 512
LEAST_LOG_VARIANCE = -12.0


def _mlp(size: int, out: int, dropout: float) -> nn.Sequential:
    last = nn.Linear(HIDDEN, out)
    nn.init.zeros_(last.weight)  # so that training begins at the linear model
    nn.init.zeros_(last.bias)
    return nn.Sequential(
        nn.Linear(size, HIDDEN),
        nn.SiLU(),
        nn.Dropout(dropout),
        nn.Linear(HIDDEN, HIDDEN),
        nn.SiLU(),
        nn.Dropout(dropout),
        last,
    )


class ItemVae(nn.Module):
    """embedding [B, E] and fields <-> z [B, 64].

    A field that is not known is code 0 and, of difficulty, NaN: fields are hidden at random in
    training, so that the encoder does without.
    """

    def __init__(self, size: int, categories: Sequence[int], dropout: float = 0.1) -> None:
        super().__init__()
        self.size, self.categories = size, tuple(categories)
        fields = sum(self.categories) + 2
        self.mean: Tensor
        self.register_buffer("mean", torch.zeros(size))
        self.to_z = nn.Linear(size, WIDTH, bias=False)
        self.curve_to_z = _mlp(size + fields, 2 * WIDTH, dropout)
        self.z_log_variance = nn.Parameter(torch.zeros(WIDTH))
        self.from_z = nn.Linear(WIDTH, size, bias=False)
        self.curve_from_z = _mlp(WIDTH, size, dropout)
        self.log_variance = nn.Parameter(torch.zeros(size))
        self.heads = nn.ModuleList(nn.Linear(WIDTH, number) for number in self.categories)
        self.difficulty = nn.Linear(WIDTH, 1)
        self.difficulty_log_variance = nn.Parameter(torch.zeros(1))

    def encode(self, embedding: Tensor, codes: Tensor, difficulty: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of z, each [B, 64]."""
        centred = embedding - self.mean
        known = torch.isfinite(difficulty)
        fields = [
            functional.one_hot(codes[:, at], number).float() * (codes[:, at : at + 1] > 0)
            for at, number in enumerate(self.categories)
        ]
        figures = torch.stack([torch.nan_to_num(difficulty), known.float()], dim=1)
        scale = math.sqrt(self.size)  # rows of length 1 become rows of entries of about 1
        shift, log_variance = self.curve_to_z(
            torch.cat([centred * scale, *fields, figures], dim=1)
        ).chunk(2, dim=1)
        found = (self.z_log_variance + log_variance).clamp(LEAST_LOG_VARIANCE, 4.0)
        return self.to_z(centred) + shift, found

    def decode(self, z: Tensor) -> Tensor:
        """The mean of the embedding, [..., E]."""
        rows: Tensor = self.mean + self.from_z(z) + self.curve_from_z(z) / math.sqrt(self.size)
        return rows

    def embedding_log_likelihood(self, embedding: Tensor, z: Tensor) -> Tensor:
        """In nats, [...]."""
        return gaussian(embedding, self.decode(z), self.log_variance.clamp(min=-14.0)).sum(-1)

    def fields_log_likelihood(self, codes: Tensor, difficulty: Tensor, z: Tensor) -> Tensor:
        """In nats, [B]; z [B, 64]."""
        total = gaussian(difficulty, self.difficulty(z)[:, 0], self.difficulty_log_variance)
        for at, head in enumerate(self.heads):
            total = total - functional.cross_entropy(head(z), codes[:, at], reduction="none")
        return total


def gaussian(value: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
    """Log-density by entry."""
    scaled = (value - mean) ** 2 * torch.exp(-log_variance)
    return -0.5 * (math.log(2 * math.pi) + log_variance + scaled)


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL from N(mean, variance) to N(0, 1), in nats, [B]."""
    return 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(-1)


def draw(mean: Tensor, log_variance: Tensor, noise: torch.Generator, times: int = 1) -> Tensor:
    """[times, B, Z]"""
    shape = (times, *mean.shape)
    return mean + torch.randn(shape, generator=noise) * torch.exp(0.5 * log_variance)

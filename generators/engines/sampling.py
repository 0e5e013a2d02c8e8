"""Choosing tokens so that a row's text depends on its own seed, and not on its batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import LogitsProcessor

_TOP_P = 0.95


def keep_nucleus(scores: torch.Tensor, top_p: float) -> torch.Tensor:
    """Scores [vocabulary] with -inf for all but the likeliest tokens that hold `top_p` together."""
    ordered, places = torch.sort(scores, descending=True)
    before = torch.cumsum(torch.softmax(ordered, dim=-1), dim=-1) - torch.softmax(ordered, dim=-1)
    ordered = ordered.masked_fill(before >= top_p, float("-inf"))
    return torch.empty_like(scores).scatter_(0, places, ordered)


class SeededSampling(LogitsProcessor):
    """Adds Gumbel noise from one generator per row: the largest score is then a sample.

    `generate` is called without sampling, so that its own random state plays no part.
    """

    def __init__(self, temperatures: Sequence[float], seeds: Sequence[int]) -> None:
        self._temperatures = tuple(temperatures)
        self._generators = [torch.Generator().manual_seed(seed & (2**63 - 1)) for seed in seeds]

    def __call__(self, _input_ids: Any, scores: torch.Tensor) -> torch.Tensor:
        """Scores are [rows, vocabulary]."""
        rows = [self._noisy(row, index) for index, row in enumerate(scores.float())]
        return torch.stack(rows)

    def _noisy(self, row: torch.Tensor, index: int) -> torch.Tensor:
        temperature = self._temperatures[index]
        if temperature == 0:
            return row
        kept = keep_nucleus(row / temperature, _TOP_P)
        uniform = torch.rand(row.shape[-1], generator=self._generators[index]).to(row.device)
        return kept - torch.log(-torch.log(uniform.clamp(1e-20, 1 - 1e-7)))

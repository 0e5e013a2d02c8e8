"""Choosing tokens so that a row's text depends on its own seed, and not on its batch."""

from __future__ import annotations

from collections.abc import Sequence

import torch

_TOP_P = 0.95
_TOP_K = 256  # the nucleus nearly always lies within; sorting a whole vocabulary is slow


def choose_tokens(
    scores: torch.Tensor, temperatures: Sequence[float], chances: Sequence[float]
) -> list[int]:
    """One token a row of `scores` [rows, vocabulary]: the one at `chances` (0 to 1, one a row) of
    the likeliest tokens that hold 0.95 of the probability together. Temperature 0 takes the
    likeliest.
    """
    heat = torch.tensor([max(own, 1e-6) for own in temperatures], device=scores.device)
    scaled = scores.float() / heat[:, None]
    total = torch.logsumexp(scaled, dim=-1, keepdim=True)
    values, places = torch.topk(scaled, min(_TOP_K, scaled.shape[-1]), dim=-1)
    if bool((torch.exp(values - total).sum(-1) < _TOP_P).any()):
        values, places = torch.sort(scaled, dim=-1, descending=True)
    shares = torch.exp(values - total)
    before = torch.cumsum(shares, dim=-1) - shares
    shares = shares.masked_fill(before >= _TOP_P, 0.0)
    upto = torch.cumsum(shares, dim=-1)
    wanted = torch.tensor(list(chances), device=scores.device)[:, None] * upto[:, -1:]
    picked = (upto < wanted).sum(-1, keepdim=True).clamp(max=upto.shape[-1] - 1)
    greedy = torch.tensor([own == 0 for own in temperatures], device=scores.device)
    picked = picked.masked_fill(greedy[:, None], 0)
    return [int(token) for token in places.gather(-1, picked)[:, 0].tolist()]

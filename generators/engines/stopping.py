"""When a row ends: its own token limit, the deadline of the call, or a cancellation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import torch
from transformers import StoppingCriteria

from generators.engines.base import Cancelled, FinishReason


class RowLimits(StoppingCriteria):
    """`limits` are new tokens per row; the prompt takes `start` tokens of each row."""

    def __init__(self, start: int, limits: Sequence[int]) -> None:
        self._start = start
        self._limits = torch.tensor(list(limits))

    def __call__(self, input_ids: torch.Tensor, _scores: Any, **_: Any) -> torch.Tensor:
        done = self._limits <= input_ids.shape[1] - self._start
        return done.to(input_ids.device)


class Interruption(StoppingCriteria):
    """Asked after each token; `reason` is "" until it ends all rows."""

    def __init__(self, deadline: float | None, cancelled: Cancelled | None) -> None:
        self._deadline = deadline
        self._cancelled = cancelled
        self.reason: FinishReason | None = None

    def check(self) -> bool:
        if self._cancelled is not None and self._cancelled():
            self.reason = "cancelled"
        elif self._deadline is not None and time.monotonic() >= self._deadline:
            self.reason = "deadline"
        return self.reason is not None

    def __call__(self, input_ids: torch.Tensor, _scores: Any, **_: Any) -> torch.Tensor:
        ended = self.check()
        return torch.full((input_ids.shape[0],), ended, device=input_ids.device)

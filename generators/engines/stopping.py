"""When all rows end before they are done: the deadline of the call, or a cancellation."""

from __future__ import annotations

import time

from generators.engines.base import Cancelled, FinishReason


class Interruption:
    """Asked before each token; `reason` is None until it ends all rows."""

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

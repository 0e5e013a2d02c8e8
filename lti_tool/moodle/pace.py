"""How fast one reader may ask: a site serves its learners first."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

PER_SECOND = 10.0


@dataclass
class Pace:
    """`wait` returns at most `per_second` times a second."""

    per_second: float = PER_SECOND
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    next_at: float = 0.0

    def wait(self) -> None:
        now = self.clock()
        if now < self.next_at:
            self.sleep(self.next_at - now)
        self.next_at = max(now, self.next_at) + 1 / self.per_second

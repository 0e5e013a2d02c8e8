"""How far a training is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`loss` is the last validation's, None before the first."""

    stage: str
    done: int
    total: int
    loss: float | None = None


Tell = Callable[[Progress], None]


def tell_nobody(progress: Progress) -> None:
    del progress

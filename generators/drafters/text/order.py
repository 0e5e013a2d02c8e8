"""Orders that a seed fixes, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def weigh(seed: int, *parts: object) -> float:
    """A number from 0 to 1 that looks random and depends on the arguments alone."""
    text = "\n".join((str(seed), *map(str, parts)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def shuffled(seed: int, entries: Iterable[T]) -> list[T]:
    """The entries in an order of their own for each seed; equal entries must have equal `str`."""
    return sorted(entries, key=lambda entry: weigh(seed, entry))

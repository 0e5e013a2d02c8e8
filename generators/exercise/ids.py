"""The ids inside a content, and the opaque ids under which a learner sees the same entries.

An authored id is a position ("a", "b", ... or "1", "2", ...), and positions give keys away: the
steps of an ordering are authored in the right order, a pair's left and right share a number. So
pages show ids made from the entry's text alone. They are the same for every seed and version,
and say nothing about where the entry stood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from string import ascii_lowercase


def option_ids(count: int) -> tuple[str, ...]:
    return tuple(ascii_lowercase[:count])


def number_ids(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, count + 1))


def shown_id(column: str, text: str) -> str:
    """`column` ("option", "left", "right", "step") keeps equal texts of two columns apart."""
    digest = hashlib.sha256(f"{column}\n{text}".encode()).hexdigest()
    return f"{column[0]}{digest[:12]}"


def shown_ids(column: str, texts: Sequence[str], authored: Sequence[str]) -> dict[str, str]:
    """Shown id to authored id, in the authored order."""
    return {shown_id(column, text): own for text, own in zip(texts, authored, strict=True)}

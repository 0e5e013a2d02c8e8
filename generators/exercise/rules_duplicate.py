"""The rule against repeating: an exercise is new to the bank and to its own request."""

from __future__ import annotations

from collections.abc import Iterable

from generators.exercise.content import Content
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.similarity import essence_of, similarity

# The same sentence with one word changed (a true statement and its false twin) comes to 0.4 to
# 0.6; the same question in other words to 0.3; two on neighbouring sentences stay below 0.2.
SAME = 0.75
NEAR = 0.4
_EVIDENCE = 200


def check_duplicate(content: Content, bank: Iterable[Content]) -> Finding | None:
    """Another kind of exercise on the same sentence is near, never the same."""
    essence = essence_of(content)
    nearest, most = None, NEAR
    for other in bank:
        alike = similarity(essence, essence_of(other))
        if alike >= SAME and other.kind is content.kind:
            return fail("same_as_bank", other.stem[:_EVIDENCE])
        if alike >= most:
            nearest, most = other, alike
    return flag("near_duplicate", nearest.stem[:_EVIDENCE]) if nearest else None

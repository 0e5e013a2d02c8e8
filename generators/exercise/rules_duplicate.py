"""The rule against repeating: an exercise is new to the bank and to its own request."""

from __future__ import annotations

from collections.abc import Iterable

from generators.exercise.content import Content, Kind, Language
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.similarity import essence_of, similarity

# The same sentence with one word changed (a true statement and its false twin) comes to 0.4 to
# 0.6; the same question in other words to 0.3; two on neighbouring sentences stay below 0.2.
SAME = 0.75
NEAR = 0.4
_EVIDENCE = 200


MOST_OF_A_QUOTE = 2
# A Chinese sentence is mostly one definition: whichever kind asks for it, it asks for that.
MOST_OF_A_CHINESE_QUOTE = 1
_ONE_FACT = frozenset({Kind.MULTIPLE_CHOICE, Kind.CLOZE, Kind.SHORT_ANSWER})


def check_variety(content: Content, bank: Iterable[Content]) -> Finding | None:
    """One sentence of a source carries two exercises of different kinds: a set that asks for it
    again bores, and a statement beside its false twin tells which is which."""
    quotes, chinese = _quotes(content), content.language is Language.ZH
    if len(quotes) > 1:
        near = (other for other in bank if chinese or other.kind is content.kind)
        return next(
            (fail("asked_enough", o.stem[:_EVIDENCE]) for o in near if _mostly(quotes, o)), None
        )
    others = [
        other
        for other in bank
        if (quotes & _quotes(other) if chinese else quotes and _quotes(other) == quotes)
    ]
    twins = [other for other in others if _asks_alike(content.kind, other.kind)]
    most = MOST_OF_A_CHINESE_QUOTE if chinese else MOST_OF_A_QUOTE
    if twins or len(others) >= most:
        return fail("asked_enough", (twins or others)[0].stem[:_EVIDENCE])
    return None


def _asks_alike(one: Kind, other: Kind) -> bool:
    """A choice, a gap and a short answer on one sentence ask for the same fact."""
    return one is other or {one, other} <= _ONE_FACT


def _mostly(quotes: frozenset[str], other: Content) -> bool:
    """Pairs and steps: half of the sentences or more were asked for together before."""
    return 2 * len(quotes & _quotes(other)) >= len(quotes)


def _quotes(content: Content) -> frozenset[str]:
    return frozenset(citation.quote for citation in content.citations)


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

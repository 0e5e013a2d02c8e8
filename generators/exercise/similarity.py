"""How alike two exercises are: Jaccard similarity of their shingles (Broder 1997).

A shingle is three words in English, three characters in Chinese. Numbers are masked in
calculations, where fresh numbers do not make a new exercise.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generators.exercise.content import CaseStudy, Content, Matching, Numerical, Ordering
from generators.exercise.parts import questions_of
from generators.exercise.texts import answers_of, filled_stem, text_of, units_of

_SIZE = 3
_NUMBER = re.compile(r"\d[\d.,]*")
Shingles = frozenset[tuple[str, ...]]


def shingles_of(text: str) -> Shingles:
    units = units_of(text)
    if len(units) <= _SIZE:
        return frozenset({tuple(units)}) if units else frozenset()
    return frozenset(tuple(units[i : i + _SIZE]) for i in range(len(units) - _SIZE + 1))


@lru_cache(maxsize=4096)  # a bank is compared again for every candidate
def essence_of(content: Content) -> Shingles:
    """What makes the exercise: its stem with the answers filled in, or its entries where the
    stem only says what to do with them.
    """
    match content:
        case Matching():
            parts = [f"{pair.left} {pair.right}" for pair in content.pairs]
        case Ordering():
            parts = list(content.steps)
        case Numerical():
            parts = [_NUMBER.sub("0", content.stem)]
        case CaseStudy():
            parts = [content.stem, *map(text_of, questions_of(content))]
        case _:
            parts = [filled_stem(content), *answers_of(content)[:1]]
    return frozenset().union(*(shingles_of(part) for part in parts))


def similarity(one: Shingles, other: Shingles) -> float:
    """0 to 1."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def containment(part: Shingles, whole: Shingles) -> float:
    """The share of `part` that `whole` has."""
    return len(part & whole) / len(part) if part else 0.0

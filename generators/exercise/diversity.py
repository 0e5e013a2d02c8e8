"""How varied a set of texts is: self-BLEU (Zhu et al. 2018), distinct n-grams, shared openings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from generators.exercise.texts import units_of

_ORDER = 4  # words in the longest n-gram
_OPENING = 3
Gram = tuple[str, ...]


def _grams(units: Sequence[str], size: int) -> Counter[Gram]:
    return Counter(tuple(units[i : i + size]) for i in range(len(units) - size + 1))


@dataclass(frozen=True, slots=True)
class _Most:
    """The highest count of an n-gram in one text, whose it is, and the highest in another."""

    count: int
    owner: int
    second: int

    def beside(self, text: int) -> int:
        return self.second if text == self.owner else self.count


def _most_in_others(counts: Sequence[Counter[Gram]]) -> dict[Gram, _Most]:
    most: dict[Gram, _Most] = {}
    for number, own in enumerate(counts):
        for gram, count in own.items():
            best = most.get(gram, _Most(0, -1, 0))
            if count > best.count:
                most[gram] = _Most(count, number, best.count)
            elif count > best.second:
                most[gram] = _Most(best.count, best.owner, count)
    return most


def _precisions(texts: Sequence[Sequence[str]], size: int) -> list[float]:
    """Of each text the share of its n-grams that some other text has too; one more is added to
    both where a text has few, as in BLEU's smoothing.
    """
    counts = [_grams(units, size) for units in texts]
    most = _most_in_others(counts)
    smooth = 1 if size > 1 else 0
    shares = []
    for number, own in enumerate(counts):
        shared = sum(min(count, most[gram].beside(number)) for gram, count in own.items())
        shares.append((shared + smooth) / max(1, own.total() + smooth))
    return shares


def self_bleu(texts: Sequence[str]) -> float:
    """Mean BLEU-4 of each text against all others, 0 (nothing in common) to 1 (copies); words
    are compared in English, characters in Chinese. 0 for fewer than two texts.
    """
    units = [units_of(text) for text in texts]
    if len(units) < 2:
        return 0.0
    by_size = [_precisions(units, size) for size in range(1, _ORDER + 1)]
    scores = [
        math.exp(sum(math.log(share) for share in shares) / _ORDER) if min(shares) > 0 else 0.0
        for shares in zip(*by_size, strict=True)
    ]
    return sum(scores) / len(scores)


def distinct(texts: Sequence[str], size: int = 2) -> float:
    """Different n-grams as a share of all, 0 to 1 (Li et al. 2016)."""
    counts = sum((_grams(units_of(text), size) for text in texts), Counter[Gram]())
    return len(counts) / counts.total() if counts else 0.0


def openings(texts: Sequence[str]) -> Counter[str]:
    """How often texts begin with the same three words (characters in Chinese)."""
    return Counter(" ".join(units_of(text)[:_OPENING]) for text in texts)


def spread(texts: Sequence[str]) -> float:
    """Mean distance of each text from its nearest neighbour, 0 (copies) to 1: one minus the
    share of the words of both that they have in common.
    """
    sets = [frozenset(units_of(text)) for text in texts]
    if len(sets) < 2:
        return 0.0
    nearest = [
        max(len(own & other) / max(1, len(own | other)) for j, other in enumerate(sets) if i != j)
        for i, own in enumerate(sets)
    ]
    return 1 - sum(nearest) / len(nearest)

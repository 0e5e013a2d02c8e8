"""Finding passages by words: BM25 (Robertson & Zaragoza 2009), Chinese words through jieba."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from generators.exercise.passage import Passage
from generators.sources.tokens import words_and_characters, words_of

_SATURATION = 1.2
_LENGTH = 0.75
_HEADING_TIMES = 2  # a word of the heading counts as often


Found = list[tuple[Passage, float]]
Split = Callable[[str], list[str]]


class Index:
    """`search` costs time in proportion to the passages that hold a word of the query. `method`
    says by what `find` finds.
    """

    method = "words"

    def __init__(self, passages: Sequence[Passage], split: Split = words_of) -> None:
        self._passages, self._split = tuple(passages), split
        counts = [_count(passage, split) for passage in self._passages]
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        mean = float(lengths.mean()) if len(lengths) else 1.0
        self._norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(mean, 1.0))
        self._postings = _postings(counts)

    def search(self, query: str, k: int) -> Found:
        """The `k` best passages with their scores (above 0), the best first; ties keep order."""
        scores = np.zeros(len(self._passages))
        for word in dict.fromkeys(self._split(query)):
            if word in self._postings:
                where, often = self._postings[word]
                rarity = np.log1p((len(scores) - len(where) + 0.5) / (len(where) + 0.5))
                scores[where] += rarity * often * (_SATURATION + 1) / (often + self._norm[where])
        best = np.argsort(-scores, kind="stable")[:k]
        return [(self._passages[i], float(scores[i])) for i in best if scores[i] > 0]

    def find(self, query: str, k: int) -> Found:
        """The `k` best passages by every way of looking that this index has, the best first.
        Their scores only order them: those of one index mean nothing in another.
        """
        return self._loose.search(query, k)

    @cached_property
    def _loose(self) -> Index:
        return Index(self._passages, words_and_characters)


def _count(passage: Passage, split: Split) -> Counter[str]:
    count = Counter(split(passage.text))
    for word in split(passage.heading):
        count[word] += _HEADING_TIMES
    return count


def _postings(
    counts: Sequence[Counter[str]],
) -> dict[str, tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for index, count in enumerate(counts):
        for word, often in count.items():
            found.setdefault(word, []).append((index, often))
    return {
        word: (
            np.array([index for index, _ in pairs], dtype=np.intp),
            np.array([often for _, often in pairs], dtype=np.float64),
        )
        for word, pairs in found.items()
    }

"""Passages found by words and by meaning together, by reciprocal rank fusion (Cormack, Clarke &
Buettcher 2009): each way of looking votes by the places it gives, so that their scores need not
be comparable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.language import language_of
from generators.sources.retrieval import Found, Index
from generators.sources.spans import PATH_SEPARATOR

Vectors = npt.NDArray[np.float32]

# Chosen on the dev half of the gold set (docs/BENCHMARKS.md): the paper's 60 and equal weights let
# a passage that is fair by both pass one that is best by its meaning.
_DAMPING = 10
_DEPTH = 20  # places of each way of looking that vote
_WORDS, _MEANING = 1, 3


class Embedding(Protocol):
    """What turns texts into vectors of unit length; `languages` are those that it knows."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> frozenset[Language]: ...

    def embed(self, texts: Sequence[str], *, as_queries: bool = False) -> Vectors: ...


class MeaningIndex:
    """Passages by the cosine of their vectors to the query's; those in a language that the
    embedding does not know are left out. Making it embeds each passage once.
    """

    def __init__(self, passages: Sequence[Passage], embedding: Embedding) -> None:
        self._embedding = embedding
        self._passages = [p for p in passages if p.language in embedding.languages]
        self._vectors = embedding.embed([_spoken(passage) for passage in self._passages])

    def knows(self, query: str) -> bool:
        return bool(self._passages) and language_of(query) in self._embedding.languages

    def search(self, query: str, k: int) -> Found:
        """The `k` nearest with their cosines; [] for a query in a language that is not known."""
        if not self.knows(query):
            return []
        near = self._vectors @ self._embedding.embed([query], as_queries=True)[0]
        best = np.argsort(-near, kind="stable")[:k]
        return [(self._passages[place], float(near[place])) for place in best]


class FusedIndex(Index):
    """`find` asks the words and, in the languages of the embedding, the meaning too; `search`
    still asks the words alone, since some callers compare its scores.
    """

    def __init__(self, passages: Sequence[Passage], embedding: Embedding) -> None:
        super().__init__(passages)
        self._meaning = MeaningIndex(passages, embedding)
        known = ", ".join(sorted(embedding.languages))
        self.method = f"words and {embedding.name} ({known})"

    def find(self, query: str, k: int) -> Found:
        if not self._meaning.knows(query):
            return super().find(query, k)
        words, meaning = super().find(query, _DEPTH), self._meaning.search(query, _DEPTH)
        return fuse([(words, _WORDS), (meaning, _MEANING)], k)


def fuse(rankings: Sequence[tuple[Found, float]], k: int) -> Found:
    """The `k` best by the sum of weight / (10 + place); ties keep the order of the first."""
    scores: dict[str, float] = {}
    passages: dict[str, Passage] = {}
    for ranking, weight in rankings:
        for place, (passage, _) in enumerate(ranking, start=1):
            passages[passage.id] = passage
            scores[passage.id] = scores.get(passage.id, 0.0) + weight / (_DAMPING + place)
    best = sorted(scores, key=lambda own: -scores[own])[:k]
    return [(passages[own], scores[own]) for own in best]


def _spoken(passage: Passage) -> str:
    """The nearest heading says what a passage is about that only says "it"."""
    heading = passage.heading.rpartition(PATH_SEPARATOR)[2]
    return f"{heading}\n{passage.text}" if heading else passage.text

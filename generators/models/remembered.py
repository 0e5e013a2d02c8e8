"""Vectors that are kept: a course's passages are embedded once in a process, not at each search."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from generators.exercise.content import Language
from generators.models.embedding import Embedder, Vectors

_MOST = 20_000  # texts; 30 MB at 384 numbers each


class RememberedEmbedder:
    """An embedder that knows the texts that it was asked for lately. In memory only: vectors tell
    what a text says, and go with the process instead of outliving a source that is deleted.
    """

    def __init__(self, embedder: Embedder, most: int = _MOST) -> None:
        self._embedder, self._most = embedder, most
        self._known: OrderedDict[tuple[bool, str], Vectors] = OrderedDict()

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def revision(self) -> str:
        return self._embedder.revision

    @property
    def languages(self) -> frozenset[Language]:
        return self._embedder.languages

    def embed(self, texts: Sequence[str], *, as_queries: bool = False) -> Vectors:
        """See `Embedder.embed`."""
        keys = [(as_queries, text) for text in texts]
        new = list(dict.fromkeys(key for key in keys if key not in self._known))
        fresh = self._embedder.embed([text for _, text in new], as_queries=as_queries)
        here = dict(zip(new, fresh, strict=True))
        found = np.zeros((len(texts), self._embedder.size), dtype=np.float32)
        for place, key in enumerate(keys):
            found[place] = here[key] if key in here else self._known[key]
        self._remember(keys, found)
        return found

    def _remember(self, keys: Sequence[tuple[bool, str]], vectors: Vectors) -> None:
        for key, vector in zip(keys, vectors, strict=True):
            self._known[key] = vector
            self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

"""Texts to vectors of length 1: by a model that knows their language where its weights are, else by
the words themselves. Whoever embeds is named, so that nobody takes one for the other.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from generators.exercise.texts import units_of
from generators.models import embedding
from generators.models.catalogue import load_catalogue
from generators.models.remembered import RememberedEmbedder

Floats = NDArray[np.float32]
SIZE = 384
SLICE = 64  # texts between two signs of life


class Embedder(Protocol):
    """`name` says what made a vector: those of two names must not be compared."""

    name: str

    def embed(self, texts: Sequence[str]) -> Floats:
        """[N, E], rows of length 1 (0 for a text without words)."""
        ...


def embed_in_slices(
    embedder: Embedder, texts: Sequence[str], tell: Callable[[int, int], None]
) -> Floats:
    """Of one text at least, as one call would give it. Before each slice `tell` hears how many are
    done, of how many."""
    found = []
    for start in range(0, len(texts), SLICE):
        tell(start, len(texts))
        found.append(embedder.embed(texts[start : start + SLICE]))
    return np.concatenate(found)


class LexicalEmbedder:
    """Words, pairs of them and letter triples, hashed with a sign into 384 places (Weinberger et
    al. 2009): knows no meaning, but every language, and needs no weights."""

    name = "lexical-384"

    def embed(self, texts: Sequence[str]) -> Floats:
        found = np.zeros((len(texts), SIZE), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            for feature, count in Counter(_features(text)).items():
                digest = zlib.crc32(feature.encode())
                row[digest % SIZE] += (1 if digest >> 31 else -1) * (1 + np.log(count))
        return _normalise(found)


class MeaningEmbedder:
    """A language model of the catalogue, by what texts mean."""

    def __init__(self, model: embedding.Embedder | RememberedEmbedder) -> None:
        self.name = f"{model.name}@{model.revision}"
        self._model = model

    def embed(self, texts: Sequence[str]) -> Floats:
        return self._model.embed(texts)


def open_embedder(
    cache: Path, languages: Collection[str], model: str = embedding.DEFAULT_EMBEDDER
) -> Embedder:
    """The model of the catalogue, where it is installed in `cache` and knows all `languages`; else
    the lexical one, as its name says.

    Raises `ModelError` for an installation that is damaged.
    """
    entry = load_catalogue().find(model)
    if not languages or not set(languages) <= set(entry.languages):
        return LexicalEmbedder()
    found = embedding.find_embedder(entry, cache)
    return MeaningEmbedder(found) if found else LexicalEmbedder()


def _features(text: str) -> Iterator[str]:
    units = [unit.lower() for unit in units_of(text)]
    yield from units
    yield from (f"{one} {other}" for one, other in pairwise(units))
    for unit in units:
        yield from (f"#{unit[at : at + 3]}" for at in range(len(unit) - 2))


def _normalise(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = rows / np.maximum(lengths, 1e-9)
    return unit

"""Planted faults that the limits of a neighbourhood have to find."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import deploy.demo.courses
from generators.bank.embedder import Embedder
from generators.bank.items import ItemArrays
from generators.bank.neighbourhood import Neighbourhood

DROP = 0.1  # of the words of a copy
LEAST = 60  # characters of a sentence of another course


def drop_words(text: str, random: np.random.Generator) -> str:
    """At least one is dropped."""
    words = text.split()
    gone = random.random(len(words)) < DROP
    gone[random.integers(len(words))] = True
    return " ".join(word for word, out in zip(words, gone, strict=True) if not out) or text


def list_strange(most: int) -> list[str]:
    """Sentences of the demo course on data protection: none belongs to a bank of mathematics."""
    folder = Path(deploy.demo.courses.__path__[0]) / "en_data_protection" / "text"
    lines = [
        line for file in sorted(folder.glob("*.md")) for line in file.read_text("utf-8").split("\n")
    ]
    return [line for line in lines if len(line) >= LEAST and line[0].isalpha()][:most]


def judge_limits(
    place: Neighbourhood,
    texts: Sequence[str],
    kept: Sequence[int],
    test: ItemArrays,
    embedder: Embedder,
    seed: int,
) -> dict[str, float]:
    """Limits are set on one half of what was held out and tried on the other: how many of its
    items raise a false alarm, how many exercises of the bank (`texts`) are found again with a
    tenth of their words dropped, and how many sentences of another course are off it."""
    half = len(test) // 2
    limits = place.calibrate(test.take(np.arange(half)))
    others = test.take(np.arange(half, len(test)))
    random = np.random.default_rng(seed)
    copied = [
        drop_words(texts[at], random)
        for at in random.permutation(len(texts))[:half]
        if len(texts[at].split()) > 1
    ]
    near = place.place(_read(embedder.embed(copied), kept), 1)
    off = place.place(_read(embedder.embed(list_strange(half)), kept), 1)
    honest = place.place(others, 1)
    return {
        "near_false": float(np.mean([one.distance < limits.near for one in honest])),
        "near_found": float(np.mean([one.distance < limits.near for one in near])),
        "off_false": float(np.mean([one.bound < limits.off for one in honest])),
        "off_found": float(np.mean([one.bound < limits.off for one in off])),
    }


def _read(vectors: NDArray[np.float32], kept: Sequence[int]) -> ItemArrays:
    """By text alone."""
    number = len(vectors)
    unknown = np.full(number, np.nan, dtype=np.float32)
    return ItemArrays(vectors[:, list(kept)], np.zeros((number, 3), dtype=np.int64), unknown)

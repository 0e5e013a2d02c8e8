"""Planted faults that the limits of a neighbourhood have to find."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import deploy.demo.courses
from generators.bank.copies import drop_words
from generators.bank.embedder import Embedder
from generators.bank.items import ItemArrays
from generators.bank.neighbourhood import NEAR_QUANTILE, OFF_QUANTILE, Neighbourhood

LEAST = 60  # characters of a sentence of another course


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
    bank: ItemArrays,
    test: ItemArrays,
    embedder: Embedder,
    seed: int,
) -> dict[str, float]:
    """Limits are set on one half of what was held out and tried on the other: how many of its
    items raise a false alarm, how many exercises of the bank (`texts`) are found again with a
    tenth of their words dropped, and how many sentences of another course are off it. Those of
    `_cosine` are by the nearest embedding alone, its limits set on the same half at the same
    shares."""
    half = len(test) // 2
    limits = place.calibrate(test.take(np.arange(half)))
    others = test.take(np.arange(half, len(test)))
    random = np.random.default_rng(seed)
    copied = [
        drop_words(texts[at], random)
        for at in random.permutation(len(texts))[:half]
        if len(texts[at].split()) > 1
    ]
    copies = _read(embedder.embed(copied), kept)
    strange = _read(embedder.embed(list_strange(half)), kept)
    near, off, honest = place.place(copies, 1), place.place(strange, 1), place.place(others, 1)
    return {
        **_judge_cosine(bank, test.take(np.arange(half)), others, copies, strange),
        "near_false": float(np.mean([one.distance < limits.near for one in honest])),
        "near_found": float(np.mean([one.distance < limits.near for one in near])),
        "off_false": float(np.mean([one.bound < limits.off for one in honest])),
        "off_found": float(np.mean([one.bound < limits.off for one in off])),
    }


def _judge_cosine(
    bank: ItemArrays,
    known: ItemArrays,
    honest: ItemArrays,
    copies: ItemArrays,
    strange: ItemArrays,
) -> dict[str, float]:
    def find_nearest(items: ItemArrays) -> NDArray[np.float32]:
        nearest: NDArray[np.float32] = (items.embeddings @ bank.embeddings.T).max(axis=1)
        return nearest

    own = find_nearest(known)
    near, off = np.quantile(own, 1 - NEAR_QUANTILE), np.quantile(own, OFF_QUANTILE)
    return {
        "near_false_cosine": float((find_nearest(honest) > near).mean()),
        "near_found_cosine": float((find_nearest(copies) > near).mean()),
        "off_false_cosine": float((find_nearest(honest) < off).mean()),
        "off_found_cosine": float((find_nearest(strange) < off).mean()),
    }


def _read(vectors: NDArray[np.float32], kept: Sequence[int]) -> ItemArrays:
    """By text alone."""
    number = len(vectors)
    unknown = np.full(number, np.nan, dtype=np.float32)
    return ItemArrays(vectors[:, list(kept)], np.zeros((number, 3), dtype=np.int64), unknown)

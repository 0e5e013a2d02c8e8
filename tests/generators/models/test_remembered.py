"""Vectors that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from generators.exercise.content import Language
from generators.models.embedding import Embedder, Vectors
from generators.models.remembered import RememberedEmbedder


class Counting:
    name, size, languages = "counting", 2, frozenset({Language.EN})

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str], *, as_queries: bool = False) -> Vectors:
        self.asked += texts
        rows = [[len(text), float(as_queries)] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, 2)


def make(most: int) -> tuple[Counting, RememberedEmbedder]:
    counting = Counting()
    return counting, RememberedEmbedder(cast(Embedder, counting), most)


def test_no_texts() -> None:
    assert make(3)[1].embed([]).shape == (0, 2)


def test_each_text_is_embedded_once() -> None:
    counting, remembered = make(9)
    first = remembered.embed(["a", "bb", "a"])
    assert counting.asked == ["a", "bb"]
    assert first.tolist() == [[1, 0], [2, 0], [1, 0]]
    assert remembered.embed(["bb", "ccc"]).tolist() == [[2, 0], [3, 0]]
    assert counting.asked == ["a", "bb", "ccc"]


def test_a_text_as_query_is_another() -> None:
    _, remembered = make(9)
    remembered.embed(["a"])
    assert remembered.embed(["a"], as_queries=True).tolist() == [[1, 1]]


def test_no_more_is_kept_than_allowed_and_more_can_be_asked_at_once() -> None:
    counting, remembered = make(2)
    assert remembered.embed(["a", "bb", "ccc"]).tolist() == [[1, 0], [2, 0], [3, 0]]
    remembered.embed(["ccc"])
    remembered.embed(["a"])
    assert counting.asked == ["a", "bb", "ccc", "a"]

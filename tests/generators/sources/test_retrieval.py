"""Finding passages by words."""

from __future__ import annotations

import pytest

from generators.exercise.passage import Passage
from generators.sources.retrieval import Index

PASSAGES = [
    Passage(id="1", text="Invoices are kept for six years.", heading="Retention periods"),
    Passage(id="2", text="A breach is notified to the authority within 72 hours."),
    Passage(id="3", text="水的密度是1000千克每立方米，冰的密度比水小。", heading="密度"),
    Passage(id="4", text="惯性的大小只与物体的质量有关。", heading="惯性"),
]


def test_an_empty_index_and_unknown_words_find_nothing() -> None:
    assert Index([]).search("invoice", 3) == []
    assert Index(PASSAGES).search("zebra", 3) == []
    assert Index(PASSAGES).search("  the of 的 ", 3) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("How long is an invoice kept?", "1"),
        ("retention period", "1"),
        ("Who notifies breaches?", "2"),
        ("密度与水", "3"),
        ("质量和惯性", "4"),
    ],
)
def test_the_right_passage_comes_first(query: str, found: str) -> None:
    results = Index(PASSAGES).search(query, 2)
    assert results[0][0].id == found
    assert results[0][1] > 0


def test_scores_fall_and_k_bounds_them() -> None:
    results = Index(PASSAGES).search("水的密度 质量", 10)
    scores = [score for _, score in results]
    assert scores == sorted(scores, reverse=True)
    assert len(Index(PASSAGES).search("水的密度 质量", 1)) == 1

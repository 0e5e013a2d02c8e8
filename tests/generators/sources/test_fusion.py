"""Finding passages by words and meaning together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from generators.drafters.base import Material
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.fusion import FusedIndex, MeaningIndex, Vectors, fuse
from generators.sources.retrieval import Index


class Topics:
    """An embedding that knows of three topics by the words of a list, English only."""

    name = "topics"
    languages = frozenset({Language.EN})
    words = (("car", "vehicle", "lorry"), ("fish", "salmon"), ("tax", "invoice"))

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str], *, as_queries: bool = False) -> Vectors:
        del as_queries
        self.asked += texts
        counts = [[sum(w in text.lower() for w in topic) for topic in self.words] for text in texts]
        vectors = np.array(counts, dtype=np.float32).reshape(-1, 3) + 0.01
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


PASSAGES = (
    Passage(id="1", text="The lorry is parked behind the hall."),
    Passage(id="2", text="Every invoice carries the tax."),
    Passage(id="3", text="Salmon is smoked over beech."),
    Passage(id="4", text="汽车停在大楼后面。", language=Language.ZH),
)


def ids(found: list[tuple[Passage, float]]) -> list[str]:
    return [passage.id for passage, _ in found]


def test_nothing_to_find_in() -> None:
    assert FusedIndex((), Topics()).find("vehicle", 3) == []
    assert MeaningIndex((), Topics()).search("vehicle", 3) == []


def test_passages_and_queries_of_unknown_languages_are_never_embedded() -> None:
    topics = Topics()
    index = FusedIndex(PASSAGES, topics)
    assert ids(index.find("汽车停在哪里？", 3)) == ["4"]
    assert not any("车" in text for text in topics.asked)


def test_a_synonym_is_found_by_its_meaning_alone() -> None:
    assert Index(PASSAGES).find("Where does the vehicle stand?", 3) == []
    assert ids(FusedIndex(PASSAGES, Topics()).find("Where does the vehicle stand?", 3))[0] == "1"


def test_what_words_find_stays_among_the_found() -> None:
    found = FusedIndex(PASSAGES, Topics()).find("vehicle over beech", 2)
    assert set(ids(found)) == {"1", "3"}


def test_scores_that_callers_compare_are_those_of_the_words() -> None:
    fused, plain = FusedIndex(PASSAGES, Topics()), Index(PASSAGES)
    assert fused.search("smoked salmon", 3) == plain.search("smoked salmon", 3)


def test_order_does_not_depend_on_how_many_are_wanted() -> None:
    index = FusedIndex(PASSAGES, Topics())
    assert ids(index.find("invoice of a car", 1)) == ids(index.find("invoice of a car", 4))[:1]


def test_votes_add_up_and_ties_keep_the_first_order() -> None:
    one, two, three, _ = PASSAGES
    found = fuse([([(one, 9.0), (two, 8.0)], 1), ([(three, 0.2), (two, 0.1)], 1)], 3)
    assert ids(found) == ["2", "1", "3"]
    assert found[1][1] == found[2][1]


@pytest.mark.parametrize("embedding", [None, Topics()], ids=["words", "meaning"])
def test_material_says_by_what_it_finds(embedding: Topics | None) -> None:
    method = Material.of(PASSAGES, embedding).index.method
    assert method == ("words and topics (en)" if embedding else "words")


def test_chinese_characters_find_what_words_miss() -> None:
    passages = [
        Passage(id="1", text="失去的听力不会恢复。", language=Language.ZH),
        Passage(id="2", text="每两年更换一次。", language=Language.ZH),
    ]
    assert Index(passages).search("还能再听见吗？", 1) == []
    assert ids(Index(passages).find("还能再听见吗？", 1)) == ["1"]

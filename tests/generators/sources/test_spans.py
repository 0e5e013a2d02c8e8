"""How blocks become passages."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generators.exercise.content import Language
from generators.sources.blocks import Block, BlockKind
from generators.sources.language import count_units, language_of
from generators.sources.sentences import split_sentences
from generators.sources.spans import cut_passages

SENTENCE = "Every sentence of this paragraph has exactly ten words in it."


def text(words: str, page: int | None = None) -> Block:
    return Block(BlockKind.TEXT, words, page)


def test_a_long_paragraph_is_cut_at_sentences_into_equal_parts() -> None:
    passages = cut_passages([text(" ".join([SENTENCE] * 40))])
    sizes = [count_units(passage.text) for passage in passages]
    assert len(sizes) == 3
    assert max(sizes) <= 180
    assert min(sizes) >= 100
    assert all(passage.text.endswith("words in it.") for passage in passages)


def test_a_long_chinese_paragraph_is_cut_too() -> None:
    passages = cut_passages([text("物体的质量与它的体积之比叫做这种物质的密度。" * 40)])
    assert all(count_units(passage.text) <= 400 for passage in passages)
    assert "".join(p.text for p in passages) == "物体的质量与它的体积之比叫做这种物质的密度。" * 40


def test_short_paragraphs_are_put_together_but_never_over_a_heading() -> None:
    passages = cut_passages(
        [text("One."), text("Two."), Block(BlockKind.HEADING, "H", level=1), text("Three.")]
    )
    assert [(p.heading, p.text) for p in passages] == [("", "One.\nTwo."), ("H", "Three.")]


def test_a_deeper_heading_is_left_when_a_higher_one_comes() -> None:
    def heading(name: str, level: int) -> Block:
        return Block(BlockKind.HEADING, name, level=level)

    passages = cut_passages(
        [heading("A", 1), heading("B", 2), heading("C", 3), text("x."), heading("D", 2), text("y.")]
    )
    assert [p.heading for p in passages] == ["A > B > C", "A > D"]


def test_a_long_procedure_stays_whole() -> None:
    steps = "\n".join(f"{number}. {SENTENCE}" for number in range(1, 25))
    assert len(cut_passages([Block(BlockKind.LIST, steps)])) == 1
    bullets = "\n".join([SENTENCE] * 40)
    assert len(cut_passages([Block(BlockKind.LIST, bullets)])) == 3


def test_each_part_of_a_long_table_has_its_header() -> None:
    rows = "\n".join(f"Substance {number} | {number} kg per cubic metre" for number in range(80))
    passages = cut_passages([Block(BlockKind.TABLE, f"Name | Density\n{rows}")])
    assert len(passages) > 1
    assert all(passage.text.startswith("Name | Density\nSubstance") for passage in passages)


def test_a_page_is_where_the_passage_begins() -> None:
    passages = cut_passages([text(" ".join([SENTENCE] * 6), 1), text(SENTENCE, 2)])
    assert [p.page for p in passages] == [1, 2]
    assert [p.page for p in cut_passages([text(SENTENCE, 1), text(SENTENCE, 2)])] == [1]


@given(st.lists(st.text(alphabet="ab .。！?\n物体", max_size=400), max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_character_is_lost(paragraphs: list[str]) -> None:
    blocks = [text(paragraph.strip()) for paragraph in paragraphs if paragraph.strip()]
    joined = "".join(passage.text for passage in cut_passages(blocks))
    expected = "".join(block.text for block in blocks)
    assert "".join(joined.split()) == "".join(expected.split())


def test_sentences_stand_word_for_word() -> None:
    line = (
        "Dr. Smith et al. measured 3.5 m/s, i.e. a lot. “It works!” "
        "他说：“好。”然后走了。See Fig. 2."
    )
    sentences = split_sentences(line)
    assert sentences == [
        "Dr. Smith et al. measured 3.5 m/s, i.e. a lot.",
        "“It works!”",
        "他说：“好。”",
        "然后走了。",
        "See Fig. 2.",
    ]


def test_language_by_script() -> None:
    assert language_of("速度 v = s / t，单位是 m/s") is Language.ZH
    assert (
        language_of("Photosynthesis (光合作用) makes sugar out of light and water") is Language.EN
    )
    assert language_of("v = s / t") is Language.EN

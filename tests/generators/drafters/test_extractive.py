"""The extractive drafter as a teacher meets it: nothing from junk, and right from real material."""

from __future__ import annotations

import re
from functools import cache

import pytest

from generators.drafters.base import Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.exercise.content import (
    Bloom,
    Cloze,
    Content,
    Kind,
    Language,
    Matching,
    MultipleChoice,
    MultipleResponse,
    OpenAnswer,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from generators.exercise.folding import fold_text
from generators.exercise.grading import grade_answer
from generators.exercise.passage import Passage
from tests.generators.drafters.hand_written import blueprint, chinese, english, nasty

KINDS = sorted(ExtractiveDrafter.kinds)
DRAFTER = ExtractiveDrafter()
COURSES = {Language.EN: english(), Language.ZH: chinese()}
# The smallest yield of the written passages, kind by kind.
FEWEST = {
    Kind.MULTIPLE_CHOICE: 5,
    Kind.MULTIPLE_RESPONSE: 2,
    Kind.TRUE_FALSE: 6,
    Kind.CLOZE: 3,
    Kind.SHORT_ANSWER: 4,
    Kind.MATCHING: 1,
    Kind.ORDERING: 1,
    Kind.OPEN_ANSWER: 0,  # its own test has terms of which enough is said
}


@cache
def draft(kind: Kind, language: Language, seed: int = 1, count: int = 40) -> list[Content]:
    found = DRAFTER.draft(blueprint(kind, language), COURSES[language], seed, count)
    return [candidate.content for candidate in found if candidate.content is not None]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_junk_gives_nothing(kind: Kind, language: Language) -> None:
    asked = blueprint(kind, language)
    asked = asked.model_copy(update={"terms": ("controller", "range", "it", "段落", "Table")})
    assert DRAFTER.draft(asked, nasty(language), 1, 20) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_passages_give_nothing(kind: Kind) -> None:
    assert DRAFTER.draft(blueprint(kind), Material.of(()), 1, 5) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_language_gives_nothing(kind: Kind) -> None:
    assert DRAFTER.draft(blueprint(kind, Language.ZH), english(), 1, 5) == []


def test_a_kind_of_another_drafter_and_a_count_of_none_give_nothing() -> None:
    assert DRAFTER.draft(blueprint(Kind.NUMERICAL), english(), 1, 5) == []
    assert DRAFTER.draft(blueprint(Kind.CLOZE), english(), 1, 0) == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_comes_in_both_languages(kind: Kind, language: Language) -> None:
    found = draft(kind, language)
    assert len(found) >= FEWEST[kind]
    assert all(content.kind is kind and content.language is language for content in found)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_every_quote_stands_word_for_word_in_its_passage(kind: Kind, language: Language) -> None:
    texts = {passage.id: passage.text for passage in COURSES[language].passages}
    for content in draft(kind, language):
        assert content.citations
        for citation in content.citations:
            assert citation.quote in texts[citation.passage]


def keys_of(content: Content) -> list[str]:
    match content:
        case MultipleChoice():
            return [option.text for option in content.options if option.correct]
        case Cloze():
            return [gap.accepted[0] for gap in content.gaps]
        case ShortAnswer():
            return [content.accepted[0]]
        case _:
            return []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_neither_stem_nor_hints_hold_the_key(kind: Kind, language: Language) -> None:
    for content in draft(kind, language):
        assert content.hints
        for key in keys_of(content):
            told = fold_text("\n".join((content.stem, *content.hints)))
            if len(key) > 2:  # a hint on a number names its bounds
                assert fold_text(key) not in told


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_and_another_one_other_targets_first(kind: Kind) -> None:
    assert draft(kind, Language.EN, 7, 3) == draft(kind, Language.EN, 7, 3)
    firsts = {draft(kind, Language.EN, seed, 1)[0].model_dump_json() for seed in range(8)}
    assert FEWEST[kind] < 2 or len(firsts) > 1


@pytest.mark.parametrize("language", Language)
def test_a_response_mixes_statements_and_says_what_is_wrong_about_each(language: Language) -> None:
    numbers = set()
    for content in draft(Kind.MULTIPLE_RESPONSE, language):
        assert isinstance(content, MultipleResponse)
        assert len(content.options) == len(content.citations) == 4
        numbers.add(len(content.right))
        quotes = "\n".join(citation.quote for citation in content.citations)
        for option in content.options:
            assert (option.text in quotes) is option.correct
            assert bool(option.misconception) is not option.correct
    assert len(numbers) > 1


OPEN_TEXTS = {
    Language.EN: (
        "A fuse is a piece of wire that melts when the current is too large. "
        "Every fuse protects a cable. The rating of a fuse is the current that it carries without "
        "melting."
    ),
    Language.ZH: (
        "保险丝是指电流过大时会熔断的一段金属丝。保险丝保护的是导线，而不是人。"
        "保险丝熔断后，必须换上规格相同的保险丝。"
    ),
}


@pytest.mark.parametrize("language", Language)
def test_an_open_answer_is_marked_by_what_the_source_says(language: Language) -> None:
    text = OPEN_TEXTS[language]
    heading = {Language.EN: "Electricity > Fuses", Language.ZH: "电学 > 保险丝"}[language]
    passage = Passage(id="p", source="s", text=text, heading=heading, language=language)
    asked = blueprint(Kind.OPEN_ANSWER, language)
    asked = asked.model_copy(
        update={"skill_name": heading.split(" ")[-1], "terms": ("fuse", "保险丝")}
    )
    drafts = DRAFTER.draft(asked, Material.of((passage,)), 1, 5)
    (found,) = [draft for draft in drafts if draft.form == "explain"]
    assert isinstance(found.content, OpenAnswer)
    assert len(found.content.citations) == len(found.content.rubric)
    assert (found.content.most_points, len(found.content.rubric)) == {
        Language.EN: (4, 3),
        Language.ZH: (2, 1),
    }[language]
    assert all(citation.quote in text for citation in found.content.citations)


def test_no_target_is_asked_for_twice_in_one_draw() -> None:
    found = draft(Kind.SHORT_ANSWER, Language.EN)
    assert len({content.stem for content in found}) == len(found)


def test_a_choice_has_four_options_of_like_length_each_with_feedback() -> None:
    for content in draft(Kind.MULTIPLE_CHOICE, Language.EN):
        assert isinstance(content, MultipleChoice)
        assert len(content.options) == 4
        assert all(option.feedback for option in content.options)
        key = keys_of(content)[0]
        longest = max(len(option.text) for option in content.options if not option.correct)
        assert len(key) <= 2.5 * longest


def test_an_empty_cell_is_neither_asked_for_nor_offered() -> None:
    for content in draft(Kind.MULTIPLE_CHOICE, Language.EN):
        assert isinstance(content, MultipleChoice)
        assert "found in" not in content.stem.lower()


def test_the_key_moves_between_places() -> None:
    places = {
        next(i for i, option in enumerate(content.options) if option.correct)
        for content in draft(Kind.MULTIPLE_CHOICE, Language.EN)
        if isinstance(content, MultipleChoice)
    }
    assert len(places) > 2


@pytest.mark.parametrize("language", Language)
def test_true_statements_stand_in_the_source_and_false_ones_do_not(language: Language) -> None:
    text = "".join(fold_text(passage.text) for passage in COURSES[language].passages)
    found = [draft(Kind.TRUE_FALSE, language, seed) for seed in range(4)]
    seen = dict.fromkeys((True, False), 0)
    for content in (content for drawn in found for content in drawn):
        assert isinstance(content, TrueFalse)
        seen[content.truth] += 1
        stated = fold_text(re.sub(r"^关于“[^”]+”：", "", content.stem)) in text
        assert (
            stated == content.truth
            or "misconception" in content.explanation
            or ("误解" in content.explanation)
        )
    assert min(seen.values()) > 4


def test_statements_that_point_outside_are_left_out() -> None:
    for content in draft(Kind.TRUE_FALSE, Language.EN):
        assert not content.stem.startswith(("It ", "This "))
    for content in draft(Kind.TRUE_FALSE, Language.ZH):
        assert not content.stem.startswith("它")


def test_the_explanation_of_a_false_statement_names_what_was_changed() -> None:
    for seed in range(6):
        for content in draft(Kind.TRUE_FALSE, Language.EN, seed):
            if content.stem == "Diffusion becomes faster when the temperature falls.":
                assert "“falls” stands where “rises” should" in content.explanation
                return
    pytest.fail("the statement never came")


@pytest.mark.parametrize("language", Language)
def test_the_accepted_answers_of_gaps_are_graded_right(language: Language) -> None:
    for content in draft(Kind.CLOZE, language):
        assert isinstance(content, Cloze)
        gaps = {str(i): gap.accepted[0] for i, gap in enumerate(content.gaps, start=1)}
        assert grade_answer(content, {"gaps": gaps}).correct
        for gap in content.gaps:
            assert not gap.choices or gap.accepted[0] in gap.choices
            assert len(set(gap.choices)) == len(gap.choices) != 1


def test_other_spellings_of_a_term_are_accepted() -> None:
    found = {c.accepted[0]: c for c in draft(Kind.SHORT_ANSWER, Language.EN)}
    content = found["nucleus"]
    for typed in ("Nucleus", "the nucleus", "ＮＵＣＬＥＵＳ"):
        assert grade_answer(content, {"text": typed}).correct
    assert not grade_answer(content, {"text": "cell"}).correct


def test_a_number_is_accepted_in_words_and_with_its_unit() -> None:
    for language, unit, word in (
        (Language.EN, "hours", "twenty-four"),
        (Language.ZH, "小时", "二十四"),
    ):
        found = {c.accepted[0]: c for c in draft(Kind.SHORT_ANSWER, language)}
        content = found[f"24 {unit}"]
        for typed in ("24", word, f"24{unit}", f"{word} {unit}"):
            assert grade_answer(content, {"text": typed}).correct, typed


def test_pairs_do_not_hold_their_own_term_and_one_entry_is_left_over() -> None:
    for language in Language:
        for content in draft(Kind.MATCHING, language):
            assert isinstance(content, Matching)
            assert 3 <= len(content.pairs) <= 5
            for pair in content.pairs:
                assert fold_text(pair.left) not in fold_text(pair.right)
    assert any(content.distractors for content in draft(Kind.MATCHING, Language.EN))


def test_steps_lose_their_numbers_and_what_must_not_be_done() -> None:
    (content,) = draft(Kind.ORDERING, Language.EN)
    assert isinstance(content, Ordering)
    assert content.steps[0] == "Place the slide on the stage"
    assert len(content.steps) == 4


def test_steps_in_prose_lose_the_words_that_give_their_order_away() -> None:
    (content,) = draft(Kind.ORDERING, Language.ZH)
    assert isinstance(content, Ordering)
    assert content.steps[0] == "断开受影响的设备与网络的连接"
    assert content.steps[-1] == "在确认安全后恢复系统"


def test_remembering_asks_for_facts_before_statements() -> None:
    def facts(bloom: Bloom) -> int:
        asked = blueprint(Kind.MULTIPLE_CHOICE, Language.EN, bloom)
        found = [DRAFTER.draft(asked, english(), seed, 3) for seed in range(6)]
        return sum(
            not candidate.content.stem.startswith("Which statement")
            for drawn in found
            for candidate in drawn
            if candidate.content
        )

    assert facts(Bloom.REMEMBER) > facts(Bloom.ANALYSE)

"""Checks against the source: quotes stand there, the key does, and no wrong option does."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache

from generators.checks.case import Case
from generators.checks.comparing import (
    clause_about,
    holds,
    likenesses_of,
    share_of,
    units_of,
)
from generators.checks.rarity import telling_weight
from generators.checks.vocabulary import missing_words, telling_words
from generators.drafters.prompts import EXAMPLE_TEXTS
from generators.exercise.content import Content, Kind, Language, WithOptions
from generators.exercise.folding import fold_spaces, fold_text, fold_width
from generators.exercise.number_words import spell_digits
from generators.exercise.rules import Finding, fail, not_run
from generators.exercise.rules_stem import is_negative
from generators.exercise.similarity import Shingles, containment, shingles_of, similarity
from generators.exercise.texts import answers_of, choices_of, is_weighty

_MISSING = 0.65  # of what the key's words tell, that the cited passages do not have
_SUPPORT = 0.6  # share of the units of a key without telling words that they must have
_HOLED = {Language.EN: (0.8, 0.5), Language.ZH: (0.8, 0.6)}  # of the question, of the sentence
_COPIED = 0.8  # share of the stem's shingles that one sentence of the source has
_WHAT = frozenset({"what", "which", "who", "whom", "where", "when"})
_LATE = 2  # words before the "what" of a sentence with a hole
_KEY_THERE = 0.6  # share of the key that a part of the quotes has
_LEADING_WORDS = "a an the it they to by on in at of with its their"
_LEADING = frozenset(_LEADING_WORDS.split())
_ECHO = 0.5  # similarity to a text of the example
_FEWEST = 3  # shingles
_EVIDENCE = 200
_OF_THESE = re.compile(r"\bof (?:these|those|the following|them)\b[\w ]*\??$", re.I)
_ASKING = frozenset(
    {Kind.MULTIPLE_CHOICE, Kind.MULTIPLE_RESPONSE, Kind.SHORT_ANSWER, Kind.NUMERICAL}
)


def _plain(text: str) -> str:
    return fold_spaces(fold_width(text))


def check_quote(case: Case) -> Finding | None:
    if not case.content.citations:
        return not_run("by_hand") if case.by_hand else fail("nothing_cited")
    texts = {passage.id: _plain(passage.text) for passage in case.cited}
    for citation in case.content.citations:
        if citation.passage not in texts:
            return fail("passage_unknown", citation.quote[:_EVIDENCE])
        if _plain(citation.quote) not in texts[citation.passage]:
            return fail("quote_not_found", citation.quote[:_EVIDENCE])
    return None


def check_key_in_source(case: Case) -> Finding | None:
    """A model's key is made of the words of the passages that it cites."""
    if not case.by_model:
        return not_run("not_by_model")
    source = fold_text(spell_digits("\n".join(passage.text for passage in case.cited)))
    for answer in answers_of(case.content)[:1]:
        if not _is_known(spell_digits(answer), source, case.content.language):
            return fail("key_not_in_source", answer)
    return None


def _is_known(answer: str, source: str, language: Language) -> bool:
    """By what its words tell; an answer of none, such as a number, by its units."""
    words = telling_words(answer, language)
    whole = sum(map(telling_weight, words))
    if whole:
        return sum(missing_words(words, source).values()) <= _MISSING * whole
    units, have = units_of(answer), set(units_of(source))
    return bool(units) and sum(unit in have for unit in units) >= _SUPPORT * len(units)


def check_one_right_answer(case: Case) -> Finding | None:
    """A model's wrong option that the quoted sentence says too may well be right."""
    if not case.by_model:
        return not_run("not_by_model")
    if not isinstance(case.content, WithOptions) or is_negative(case.content.stem):
        return None
    content, shared = case.content, _shared_by_all(case.content)
    parts = _parts_about(content, case.quotes)
    for option in content.wrong:
        told = _without(option.text, shared)
        asked_about = holds(content.stem, told)  # it stands there in a part of its own
        if is_weighty(told) and not asked_about and any(holds(part, told) for part in parts):
            return fail("wrong_option_in_quote", option.text)
    return None


def _parts_about(content: WithOptions, quotes: str) -> list[str]:
    """Where the quotes say the key: what stands there beside it is as right. What they set
    against it ("while", "but", another clause) is a fair wrong option."""
    shared = _shared_by_all(content)
    keys = [_without(option.text, shared) for option in content.right]
    parts = likenesses_of(quotes)
    own = [part for part in parts if any(share_of(key, part) >= _KEY_THERE for key in keys)]
    return own or [part for part in parts if part == clause_about(content.stem, quotes)]


def _shared_by_all(content: WithOptions) -> frozenset[str]:
    return frozenset.intersection(*(frozenset(units_of(own.text)) for own in content.options))


def _without(text: str, shared: frozenset[str]) -> str:
    """ "Burning paper" beside "Burning fat" says "paper"; "it" and the like say nothing."""
    units = units_of(text)
    told = [unit for unit in units if unit not in shared and unit not in _LEADING]
    first = next((place for place, unit in enumerate(units) if unit in told), 0)
    return " ".join(units[first:]) if told and not set(units[first:]) & shared else text


def check_stem_copied(case: Case) -> Finding | None:
    """A question that is a sentence of the source asks nothing."""
    if not case.by_model:
        return not_run("not_by_model")
    if case.content.kind not in _ASKING:
        return None
    stem = shingles_of(_OF_THESE.sub(" ", case.content.stem))
    for sentence in case.cited_sentences:
        own = shingles_of(sentence)
        whole = len(own) >= _FEWEST and containment(own, stem) >= _COPIED
        if whole or containment(stem, own) >= _COPIED or _is_holed(case.content, sentence):
            return fail("copied_from_source", sentence[:_EVIDENCE])
    return None


def _is_holed(content: Content, sentence: str) -> bool:
    """The sentence in its own order, with a "what" where the answer stood."""
    asked, units = units_of(_OF_THESE.sub(" ", content.stem)), units_of(sentence)
    place = next((i for i, unit in enumerate(asked) if unit in _WHAT), 0)
    if content.language is Language.EN and place < _LATE:
        return False
    blocks = SequenceMatcher(None, asked, units, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    most, half = _HOLED[content.language]
    return same >= most * len(asked) and same >= half * len(units)


def check_example_echo(case: Case) -> Finding | None:
    """A weak model hands the prompt's own example back as its work."""
    if not case.by_model:
        return not_run("not_by_model")
    content = case.content
    after = (content.explanation, *(citation.quote for citation in content.citations))
    entries = (text for choice in choices_of(content) for text in choice)
    for text in (content.stem, *entries, *after):
        if len(units_of(text)) < 2:
            continue
        if _is_echo(text):
            return fail("copied_from_example", text)
    return None


def _is_echo(text: str) -> bool:
    own, shingles = f" {' '.join(units_of(text))} ", shingles_of(text)
    return any(
        own in example or (len(shingles) >= _FEWEST and similarity(shingles, other) >= _ECHO)
        for example, other in _examples()
    )


@cache
def _examples() -> tuple[tuple[str, Shingles], ...]:
    return tuple((f" {' '.join(units_of(text))} ", shingles_of(text)) for text in EXAMPLE_TEXTS)

"""Checks against the source: quotes stand there, the key does, and no wrong option does."""

from __future__ import annotations

from generators.checks.case import Case
from generators.drafters.prompts import EXAMPLE_TEXTS
from generators.exercise.content import WithOptions
from generators.exercise.folding import fold_spaces, fold_width
from generators.exercise.rules import Finding, fail, not_run
from generators.exercise.similarity import containment, shingles_of
from generators.exercise.texts import answers_of, choices_of, holds, is_weighty, units_of
from generators.sources.sentences import split_sentences
from generators.sources.tokens import words_of

_SUPPORT = 0.6  # share of the key's words that the quoted passage must have
_COPIED = 0.8  # share of the stem's shingles that one sentence of the source has
_EVIDENCE = 200


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
        return None
    have = {word for passage in case.cited for word in words_of(passage.text)}
    for answer in answers_of(case.content)[:1]:
        words = set(words_of(answer)) or set(units_of(answer))
        if not words or len(words & have) < _SUPPORT * len(words):
            return fail("key_not_in_source", answer)
    return None


def check_one_right_answer(case: Case) -> Finding | None:
    """A model's wrong option that the quoted sentence says too may well be right."""
    if not case.by_model or not isinstance(case.content, WithOptions):
        return None
    for option in case.content.wrong:
        if is_weighty(option.text) and holds(case.quotes, option.text):
            return fail("wrong_option_in_quote", option.text)
    return None


def check_stem_copied(case: Case) -> Finding | None:
    """A question that is a sentence of the source, or of the prompt's example, asks nothing."""
    if not case.by_model:
        return None
    texts = (case.content.stem, *(text for choice in choices_of(case.content) for text in choice))
    for text in texts:
        if len(units_of(text)) > 1 and any(holds(example, text) for example in EXAMPLE_TEXTS):
            return fail("copied_from_example", text)
    stem = shingles_of(case.content.stem)
    for passage in case.cited:
        for sentence in split_sentences(passage.text):
            if containment(stem, shingles_of(sentence)) >= _COPIED:
                return fail("copied_from_source", sentence[:_EVIDENCE])
    return None

"""The same question in other words: by the cosine of embeddings where a model knows the language,
else by the words that two questions share. The evidence says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generators.checks.case import Case, Embedder
from generators.checks.comparing import stem_of
from generators.checks.rarity import telling_weight
from generators.exercise.content import Content, Kind
from generators.exercise.folding import fold_text
from generators.exercise.number_words import spell_digits
from generators.exercise.rules import Finding, flag
from generators.exercise.texts import answers_of, filled_stem, text_of
from generators.sources.tokens import words_of

COSINE = 0.92  # of MiniLM: facts/generation.md, section 4
_SHARED = 0.6  # of all words of two questions with one answer
_KINDS = frozenset({Kind.MULTIPLE_CHOICE, Kind.SHORT_ANSWER, Kind.TRUE_FALSE, Kind.CLOZE})
_FLOOR = 0.2  # of a word that any text has
_EVIDENCE = 160


def check_same_meaning(case: Case) -> Finding | None:
    kinds = _KINDS if case.by_model else frozenset({case.content.kind}) & _KINDS
    if case.content.kind not in kinds:
        return None
    others = [other for other in case.bank if other.kind in kinds]
    others = [other for other in others if other.language is case.content.language]
    embedder = case.tools.embedder
    if embedder is not None and case.content.language in embedder.languages:
        return _by_vectors(case.content, others, embedder)
    return _by_words(case.content, others)


def _by_vectors(content: Content, others: Sequence[Content], embedder: Embedder) -> Finding | None:
    if not others:
        return None
    vectors = embedder.embed([text_of(one) for one in (content, *others)])
    cosines = vectors[1:] @ vectors[0]
    place = int(cosines.argmax())
    if cosines[place] < COSINE:
        return None
    nearest = f"{embedder.name} {cosines[place]:.2f}: {others[place].stem[:_EVIDENCE]}"
    return flag("same_meaning", nearest)


def _by_words(content: Content, others: Sequence[Content]) -> Finding | None:
    own, answers = _weights(filled_stem(content)), _folded_answers(content)
    for other in others:
        words = _weights(filled_stem(other))
        shared = _sum(own, own.keys() & words.keys()) / max(1e-9, _sum(own | words))
        shared = max(
            shared, len(own.keys() & words.keys()) / max(1, len(own.keys() | words.keys()))
        )
        if shared >= _SHARED and answers & _folded_answers(other):
            return flag("same_meaning", f"words {shared:.2f}: {other.stem[:_EVIDENCE]}")
    return None


def _weights(text: str) -> dict[str, float]:
    """Of the stems of the words: what any question has in common tells little."""
    words = {stem_of(word): telling_weight(word) for word in words_of(spell_digits(text))}
    return {stem: _FLOOR + weight for stem, weight in words.items()}


def _sum(weights: dict[str, float], words: Iterable[str] | None = None) -> float:
    return sum(weights[word] for word in (weights if words is None else words))


def _folded_answers(content: Content) -> set[str]:
    if content.kind is Kind.TRUE_FALSE:
        return {str(content.truth)}
    return {fold_text(spell_digits(answer)) for answer in answers_of(content)}

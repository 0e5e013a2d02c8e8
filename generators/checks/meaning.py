"""The same question in other words: by the cosine of embeddings where a model knows the language,
else by the words that two questions share. The evidence says which.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import compress

from generators.checks.case import Case, Embedder
from generators.exercise.content import Content, Kind
from generators.exercise.folding import fold_text
from generators.exercise.rules import Finding, flag
from generators.exercise.texts import answers_of, filled_stem
from generators.sources.tokens import words_of

COSINE = 0.92  # of MiniLM: facts/generation.md, section 4
_SHARED = 0.6  # of all words of two questions with one answer
_KINDS = frozenset({Kind.MULTIPLE_CHOICE, Kind.SHORT_ANSWER, Kind.TRUE_FALSE, Kind.CLOZE})
_EVIDENCE = 160
_KEPT = 4096


class _Vectors:
    """The last vectors by embedder and text: a bank is compared again for every draft."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str], Sequence[float]] = OrderedDict()

    def of(self, embedder: Embedder, texts: Sequence[str]) -> list[Sequence[float]]:
        new = [t for t in dict.fromkeys(texts) if (embedder.name, t) not in self._found]
        if new:
            for text, vector in zip(new, embedder.embed(new), strict=True):
                self._found[embedder.name, text] = vector
        vectors = [self._found[embedder.name, text] for text in texts]
        while len(self._found) > _KEPT:
            self._found.popitem(last=False)
        return vectors


_VECTORS = _Vectors()


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


def _text_of(content: Content) -> str:
    return " ".join((filled_stem(content), *answers_of(content)[:1]))


def _by_vectors(content: Content, others: Sequence[Content], embedder: Embedder) -> Finding | None:
    if not others:
        return None
    own, *rest = _VECTORS.of(embedder, [_text_of(one) for one in (content, *others)])
    cosines = [sum(a * b for a, b in zip(own, other, strict=True)) for other in rest]
    most = max(cosines)
    nearest = next(compress(others, (cosine == most for cosine in cosines)))
    if most < COSINE:
        return None
    return flag("same_meaning", f"{embedder.name} {most:.2f}: {nearest.stem[:_EVIDENCE]}")


def _by_words(content: Content, others: Sequence[Content]) -> Finding | None:
    own, answers = set(words_of(filled_stem(content))), _folded_answers(content)
    for other in others:
        words = set(words_of(filled_stem(other)))
        shared = len(own & words) / max(1, len(own | words))
        if shared >= _SHARED and answers & _folded_answers(other):
            return flag("same_meaning", f"words {shared:.2f}: {other.stem[:_EVIDENCE]}")
    return None


def _folded_answers(content: Content) -> set[str]:
    if content.kind is Kind.TRUE_FALSE:
        return {str(content.truth)}
    return {fold_text(answer) for answer in answers_of(content)}

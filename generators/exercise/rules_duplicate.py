"""The rule against repeating: an exercise is new to the bank and to its own request."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generators.exercise.content import (
    CaseStudy,
    Content,
    Kind,
    Language,
    Matching,
    MultipleResponse,
    Numerical,
    OpenAnswer,
    Ordering,
    TrueFalse,
)
from generators.exercise.folding import fold_text
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.similarity import essence_of, similarity
from generators.exercise.texts import answers_of

# The same sentence with one word changed (a true statement and its false twin) comes to 0.4 to
# 0.6; the same question in other words to 0.3; two on neighbouring sentences stay below 0.2.
SAME = 0.75
NEAR = 0.4
_EVIDENCE = 200


_FEWEST_LETTERS = 4  # of a name that is asked for; a number or a "no" may be one again
_LONGEST_NAME = 5  # words
_ASKS_MEANING = re.compile(
    r"^(?:What (?:is|are)(?: meant by)?|What does) (?:an? |the )?[“\"]?(?P<name>[^?”\"]+?)[”\"]?"
    r"(?: mean)?\?$"
)


def check_variety(content: Content, bank: Iterable[Content]) -> Finding | None:
    """One sentence of a source carries one exercise, and one name is asked for, or about, once: a
    set that comes back to them bores, and the one exercise gives the other away."""
    quotes = _quotes(content)
    if len(quotes) > 1:
        near = (other for other in bank if _mostly(quotes, other) and _may_repeat(content, other))
    else:
        names = _names(content)
        near = (
            other
            for other in bank
            if quotes & _quotes(other) or not names.isdisjoint(_names(other))
        )
    return next((fail("asked_enough", other.stem[:_EVIDENCE]) for other in near), None)


def _may_repeat(content: Content, other: Content) -> bool:
    """An English case may build on sentences that stand alone elsewhere."""
    if content.kind is Kind.CASE_STUDY and content.language is Language.EN:
        return other.kind is content.kind
    return True


def _names(content: Content) -> frozenset[str]:
    """What an English exercise asks for by one name, or asks the meaning of."""
    if content.language is not Language.EN:
        return frozenset()
    match content:
        case Matching():
            found = [pair.left for pair in content.pairs]
        case OpenAnswer():
            asked = _ASKS_MEANING.match(content.stem)
            found = [asked["name"]] if asked else []
        case TrueFalse() | Ordering() | Numerical() | CaseStudy() | MultipleResponse():
            found = []
        case _:
            found = list(answers_of(content))
    return frozenset(
        fold_text(name)
        for name in found
        if sum(map(str.isalpha, name)) >= _FEWEST_LETTERS and len(name.split()) <= _LONGEST_NAME
    )


def _mostly(quotes: frozenset[str], other: Content) -> bool:
    """Pairs and steps: half of the sentences or more were asked for together before."""
    return 2 * len(quotes & _quotes(other)) >= len(quotes)


def _quotes(content: Content) -> frozenset[str]:
    return frozenset(citation.quote for citation in content.citations)


def check_duplicate(content: Content, bank: Iterable[Content]) -> Finding | None:
    """Another kind of exercise on the same sentence is near, never the same."""
    essence = essence_of(content)
    nearest, most = None, NEAR
    for other in bank:
        alike = similarity(essence, essence_of(other))
        if alike >= SAME and other.kind is content.kind:
            return fail("same_as_bank", other.stem[:_EVIDENCE])
        if alike >= most:
            nearest, most = other, alike
    return flag("near_duplicate", nearest.stem[:_EVIDENCE]) if nearest else None

"""Spellings of a term or a number that a person would take for the same answer.

Case, width and marks are the grader's business (`generators.exercise.folding`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generators.drafters.text import chinese, english
from generators.exercise.content import Language
from generators.exercise.folding import fold_text

_IZE = re.compile(r"is(?=(?:ation|ations|e|es|ed|ing)\b)")
_IZE_US = re.compile(r"(?<=[a-z]{3})iz(?=(?:ation|ations|e|es|ed|ing)\b)")
_MOST = 12
_SYMBOL = 3  # letters: it has no plural
_OUR = re.compile(
    r"(?<=col)our|(?<=lab)our|(?<=fav)our|(?<=hon)our|(?<=hum)our|(?<=tum)our|(?<=vap)our|"
    r"(?<=flav)our|(?<=harb)our|(?<=behavi)our|(?<=neighb)our|(?<=\bod)our"
)


def _distinct(texts: Iterable[str], most: int) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for text in texts:
        kept.setdefault(fold_text(text), text)
    return tuple(text for folded, text in kept.items() if folded)[:most]


def _english_spellings(term: str) -> Iterable[str]:
    yield term
    if len(term) > _SYMBOL:
        yield english.other_number(term)
    yield _IZE.sub("iz", term)
    yield _IZE_US.sub("is", term)
    if len(term) > 6:
        yield _OUR.sub("or", term)
    if "-" in term:
        yield term.replace("-", " ")
        yield term.replace("-", "")


def term_variants(
    term: str, aliases: Iterable[str], language: Language, *, countable: bool = False
) -> tuple[str, ...]:
    """The term first, then its other spellings and names, at most twelve."""
    names = (term, *aliases)
    if language is Language.ZH:
        return _distinct(names, _MOST)
    spellings = [spelling for name in names for spelling in _english_spellings(name)]
    articles = ("the", english.indefinite(term)) if countable else ("the",)
    return _distinct((*spellings, *(f"{article} {term}" for article in articles)), _MOST)


def number_variants(shown: str, language: Language) -> tuple[str, ...]:
    """ "5,000" is also "5000", "72" also "seventy-two" or "七十二"."""
    plain = shown.replace(",", "").replace(" ", "")
    words: list[str | None] = []
    if plain.isdigit():
        speak = chinese.number_word if language is Language.ZH else english.number_word
        words.append(speak(int(plain)))
        if language is Language.ZH and plain == "2":
            words.append("两")
    return _distinct((shown, plain, *(word for word in words if word)), 6)

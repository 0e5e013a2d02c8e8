"""How texts of a draft are compared with the source's: by folded words, numbers in words as
digits, English words by their stem."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from generators.exercise import texts
from generators.exercise.number_words import spell_digits
from generators.sources.tokens import words_of

_STEMMER = snowballstemmer.stemmer("english")
_CLAUSE = re.compile(
    r"[;；。\n]|, (?:and|but|while|whereas|so)\b|\b(?:while|whereas)\b|，(?=而|但)|(?<=[.!?])\s"
)
_COMMA = re.compile(r"[;；。\n，]|,\s|\b(?:while|whereas)\b")
_CONTRAST = re.compile(
    r"[;；。，：\n]|(?<=[.!?])\s|,? \b(?:while|whereas|but|unlike|although|though|instead of|"
    r"rather than|not|than|before|after|until|only then|from|into?|becomes?)\b|"
    r"而不?是?|不是|但是?|比|之前|之后|变成|成为"
)


def units_of(text: str) -> list[str]:
    return texts.units_of(spell_digits(text))


def holds(text: str, part: str) -> bool:
    return texts.holds(text, part) or texts.holds(spell_digits(text), spell_digits(part))


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """The Porter stem of an English word; any other word as it is."""
    return str(_STEMMER.stemWord(word)) if word.isascii() else word


def stems_of(text: str) -> list[str]:
    """Telling words in order, by their stem."""
    return [stem_of(word) for word in words_of(spell_digits(text))]


def pieces_of(text: str) -> list[str]:
    """Stems of telling words, numbers, and runs of two Chinese characters."""
    units = units_of(text)
    words = [word for word in stems_of(text) if word.isascii()]
    pairs = [a + b for a, b in pairwise(units) if not a.isascii() and not b.isascii()]
    return words + (pairs or [unit for unit in units if not unit.isascii()])


def share_of(text: str, source: str) -> float:
    """Of the text's pieces that the source has, 0 to 1."""
    pieces, have = pieces_of(text), set(pieces_of(source))
    return sum(piece in have for piece in pieces) / len(pieces) if pieces else 0.0


def clauses_of(text: str) -> list[str]:
    return [clause for part in _CLAUSE.split(text) if (clause := part.strip())]


def clauses_at_commas(line: str) -> list[str]:
    """At every comma, but for the row of a table."""
    return [line] if " | " in line else _COMMA.split(line)


def likenesses_of(text: str) -> list[str]:
    """Parts within which things stand beside each other, and are not set against each other."""
    return [part for found in _CONTRAST.split(text) if (part := found.strip(" ,"))]


def clause_about(stem: str, text: str) -> str:
    """The clause that has most of the question's words, "" where two have as many."""
    clauses = clauses_of(text)
    shares = [share_of(stem, clause) for clause in clauses]
    most = max(shares, default=0.0)
    return clauses[shares.index(most)] if shares.count(most) == 1 else ""

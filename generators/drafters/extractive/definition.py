"""What a definition is: a term, what it means, and the sentence that says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from generators.drafters.text.leaks import fold, holds
from generators.drafters.text.statements import without_references
from generators.drafters.text.tidy_zh import tidy_text
from generators.exercise.content import Language
from generators.exercise.passage import Passage
from generators.sources.tokens import words_of


class Form(StrEnum):
    """What a meaning is grammatically; only meanings of one form can be options side by side."""

    NOUN = "noun"  # "the living person to whom personal data relates"
    DOING = "doing"  # "following an authorised person through a secured door"
    CLAUSE = "clause"  # "that one person alone cannot complete a critical action"


@dataclass(frozen=True, slots=True)
class Definition:
    """`meaning` has no closing mark and does not begin with a capital. `frame` is the sentence
    with `{term}` for the term, so that a sibling can be put in its place; `article` is English.
    """

    term: str
    meaning: str
    form: Form
    sentence: str
    passage: Passage
    aliases: tuple[str, ...] = ()
    article: str = ""
    verb: str = ""

    @property
    def language(self) -> Language:
        return self.passage.language

    @property
    def told(self) -> str:
        """The sentence as a learner should read it."""
        told = without_references(self.sentence)
        return tidy_text(told) if self.language is Language.ZH else told

    @property
    def key(self) -> str:
        return fold(self.term)

    @property
    def named(self) -> str:
        """The term with its article: "a data subject", "the right of access", "phishing"."""
        return f"{self.article} {self.term}".strip()

    @property
    def is_countable(self) -> bool:
        return self.article in ("a", "an")

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, *self.aliases)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


def _words_within(one: str, other: str) -> bool:
    mine, theirs = _words(one), _words(other)
    return bool(mine) and (mine <= theirs or theirs <= mine)


def _as_one(key: str) -> str:
    """ "mycoses" as "mycosis", "criteria" as "criterion"."""
    return re.sub(r"ses$", "sis", re.sub(r"ria$", "rion", key))


def are_related(one: Definition, other: Definition) -> bool:
    """Whether one term may be a kind or a part of the other: then neither is a wrong answer for
    the other beyond doubt.
    """
    language = one.language
    if language is Language.ZH:
        if any(name in other.term for name in one.names) or any(
            name in one.term for name in other.names
        ):
            return True
    elif _words_within(one.term, other.term) or _as_one(one.key) == _as_one(other.key):
        return True
    return any(holds(other.meaning, name, language) for name in one.names if len(name) > 1) or any(
        holds(one.meaning, name, language) for name in other.names if len(name) > 1
    )


def meanings_differ(one: str, other: str) -> bool:
    """Not two wordings of the same thing."""
    mine, theirs = _words(one), _words(other)
    shared = len(mine & theirs)
    return shared < 0.6 * len(mine | theirs) and shared < 0.9 * min(len(mine), len(theirs))


def covers_other(one: str, other: str) -> bool:
    """Whether most of what one meaning says stands in the other: "a protein that inhibits the
    cycle" may be said of each of them.
    """
    mine, theirs = _words(one), _words(other)
    return len(mine & theirs) > 0.66 * len(mine)


def likeness(one: str, other: str) -> float:
    """The share of the words that two meanings have in common, 0 to 1."""
    mine, theirs = _words(one), _words(other)
    return len(mine & theirs) / max(1, len(mine | theirs))


def is_definition_header(header: str) -> bool:
    """Whether a table's column tells what its first column means."""
    return bool(
        re.fullmatch(
            r"(?:what (?:it|this|that) means|meaning|definition|(?:brief |short )?description|"
            r"explanation|含义|定义|"
            r"意思|解释|概念|意义)",
            header.strip(),
            re.I,
        )
    )

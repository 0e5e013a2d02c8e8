"""The words for what an exercise can be: kind, level, language, difficulty."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l

from generators.exercise.content import QUESTION_KINDS, Bloom, Kind, Language
from generators.exercise.texts import flatten_tables

KINDS = {
    Kind.MULTIPLE_CHOICE: _l("Multiple choice"),
    Kind.MULTIPLE_RESPONSE: _l("Multiple response"),
    Kind.TRUE_FALSE: _l("True or false"),
    Kind.CLOZE: _l("Fill the gaps"),
    Kind.SHORT_ANSWER: _l("Short answer"),
    Kind.NUMERICAL: _l("Number"),
    Kind.MATCHING: _l("Matching"),
    Kind.ORDERING: _l("Ordering"),
    Kind.OPEN_ANSWER: _l("Open answer"),
    Kind.CASE_STUDY: _l("Case with several questions"),
}
# What a worksheet and parallel forms can ask for, one by one.
QUESTIONS = {kind: KINDS[kind] for kind in QUESTION_KINDS}
BLOOMS = {
    Bloom.REMEMBER: _l("Remember"),
    Bloom.UNDERSTAND: _l("Understand"),
    Bloom.APPLY: _l("Apply"),
    Bloom.ANALYSE: _l("Analyse"),
    Bloom.EVALUATE: _l("Evaluate"),
    Bloom.CREATE: _l("Create"),
}
LANGUAGES = {Language.EN: "English", Language.ZH: "中文"}
EASY, MEDIUM, HARD = -1.0, 0.0, 1.0


def describe_difficulty(difficulty: float) -> str:
    """Of a value on the logit scale, 0 being average."""
    if difficulty <= EASY / 2:
        return str(_l("Easy"))
    return str(_l("Hard")) if difficulty >= HARD / 2 else str(_l("Medium"))


DRAFTERS = {
    "instructor": _l("an instructor"),
    "extractive": _l("rules, from the source"),
    "parametric": _l("rules, with computed numbers"),
    "transformer": _l("a language model"),
    "imported": _l("whoever made the file that it came in"),
}


def describe_drafter(drafter: str) -> str:
    """One without words is named as it is."""
    return str(DRAFTERS.get(drafter, drafter))


def show_gaps(stem: str) -> str:
    """A cloze's {{1}} as a gap to read, in Markdown as in plain text (where _ would be emphasis);
    numbered where there are several. Other stems stay as they are."""
    several = stem.count("{{") > 1
    return re.sub(r"\{\{(\d+)\}\}", r"＿\1＿" if several else "＿＿＿", stem)


def show_plain(stem: str) -> str:
    """For lists, where Markdown is not rendered: gaps to read, a table as lines, and no marks
    of emphasis."""
    return re.sub(r"\*\*|`|\\(?=[_*`#])", "", flatten_tables(show_gaps(stem)))

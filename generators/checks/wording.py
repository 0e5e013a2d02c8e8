"""Checks of the words themselves: the language that was asked, and nothing said to a model."""

from __future__ import annotations

import re

from generators.checks.case import Case
from generators.exercise.content import Language, Numerical
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.texts import all_texts, choices_of
from generators.sources.injection import injection_marks
from generators.sources.language import language_of

_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_MATHS = re.compile(r"\$[^$]*\$|`[^`]*`")
_FEWEST = 12  # letters from which an entry by itself tells its language


def _is_other(text: str, language: Language) -> bool:
    plain = _MATHS.sub("", text)
    return bool(_LETTER.search(plain)) and language_of(plain) is not language


def check_language(case: Case) -> Finding | None:
    """Short entries may be names, symbols or terms of another language."""
    wanted, content = case.blueprint.language, case.content
    if content.language is not wanted or _is_other(content.stem, wanted):
        return fail("other_language", content.stem[:200])
    entries = [text for choice in choices_of(content) for text in choice]
    after = [content.explanation, content.solution] if isinstance(content, Numerical) else []
    for text in (*entries, content.explanation, *content.hints, *after):
        long = len(_LETTER.findall(text)) >= _FEWEST or (
            wanted is Language.EN and len(_HAN.findall(text)) > 1
        )
        if long and _is_other(text, wanted):
            return fail("other_language", text[:200])
    return None


def check_injection(case: Case) -> Finding | None:
    """A course may quote such sentences; a draft that carries one on, or obeys it, is refused."""
    for text in all_texts(case.content):
        if marks := injection_marks(text):
            return fail("marks_in_draft", f"{', '.join(marks)}: {text[:160]}")
    for passage in case.cited:
        if marks := injection_marks(passage.text):
            return flag("marks_in_passage", ", ".join(marks))
    return None

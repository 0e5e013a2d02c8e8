"""Checks of the words themselves: the language that was asked, and nothing said to a model."""

from __future__ import annotations

import re

from generators.checks.case import Case
from generators.exercise.content import Language, Numerical
from generators.exercise.rules import Finding, fail, flag
from generators.exercise.rules_reading import reading_grade, sentence_lengths
from generators.exercise.texts import all_texts, choices_of, filled_stem
from generators.sources.injection import injection_marks
from generators.sources.language import language_of

_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_MATHS = re.compile(r"\$[^$]*\$|`[^`]*`")
_STRANGE = re.compile(r"[\u0370-\u07ff\u0900-\u0dff\u3040-\u30ff\uac00-\ud7af]")
_FEW = 0.3  # share of letters of a third script: a formula's Greek ones are fewer
_ENGLISH_WORDS = (
    "a an and are as at by for from how in is it of on or that the to what when which with"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_FOREIGN_WORDS = (
    "auf das dem der des ein eine einer für ist mit nicht oder sich sind und von welche "
    "welcher welches wenn werden wie wird zu zum zur au aux avec ce ces cette dans de du elle "
    "en est et il la le les ou pas quand que quel quelle qui sont sur un une al como con cual "
    "cuando del el es esta las los para por qué su una y che di e gli lo nel non quale sono "
    "uma o um não da dos"
)
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
_LONGEST_SENTENCE = {Language.EN: 38, Language.ZH: 66}  # words, characters
_HARD, _HARDER = 14.0, 4.0  # school years, and above the source
_FEWEST = 12  # letters from which an entry by itself tells its language


def is_other_language(text: str, language: Language) -> bool:
    plain = _MATHS.sub("", text)
    letters = _LETTER.findall(plain)
    if not letters:
        return False
    strange = sum(bool(_STRANGE.match(letter)) for letter in letters)
    if strange > _FEW * len(letters) or language_of(plain) is not language:
        return True
    return language is Language.EN and _is_foreign(plain)


def _is_foreign(text: str) -> bool:
    """Latin letters, and the small words of another language than English."""
    words = set(re.findall(r"[a-zà-ÿ]+", text.casefold()))
    own, other = (sum(word in small for word in words) for small in (_ENGLISH, _FOREIGN))
    return other >= 2 and other > own


def check_language(case: Case) -> Finding | None:
    """Short entries may be names, symbols or terms of another language."""
    wanted, content = case.blueprint.language, case.content
    if content.language is not wanted or is_other_language(content.stem, wanted):
        return fail("other_language", content.stem[:200])
    entries = [text for choice in choices_of(content) for text in choice]
    after = [content.explanation, content.solution] if isinstance(content, Numerical) else []
    for text in (*entries, content.explanation, *content.hints, *after):
        long = len(_LETTER.findall(text)) >= _FEWEST or (
            wanted is Language.EN and len(_HAN.findall(text)) > 1
        )
        if long and is_other_language(text, wanted):
            return fail("other_language", text[:200])
    return None


def check_reading_level(case: Case) -> Finding | None:
    """A question is to be no harder to read than the passages that it is about."""
    language, stem = case.content.language, filled_stem(case.content)
    longest = max(sentence_lengths(stem), default=0)
    if longest > _LONGEST_SENTENCE[language]:
        return flag("hard_to_read", f"{longest}")
    grade = reading_grade(stem, language)
    source = max((reading_grade(p.text, p.language) for p in case.cited), default=0.0)
    if grade > max(_HARD, source + _HARDER):
        return flag("hard_to_read", f"{grade:.0f} / {source:.0f}")
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

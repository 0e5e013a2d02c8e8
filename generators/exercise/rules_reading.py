"""How hard a text is to read: Flesch-Kincaid grades in English, length of sentences in Chinese."""

from __future__ import annotations

import re

from generators.exercise.content import Language
from generators.exercise.texts import units_of

_STOP = re.compile(r"[.!?;。！？；\n]+")
_SYLLABLE = re.compile(r"[aeiouy]+", re.I)
FEWEST_WORDS = 18  # fewer say nothing about reading


def _count_syllables(word: str) -> int:
    count = len(_SYLLABLE.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and count > 1
    return max(1, count - silent)


def sentence_lengths(text: str) -> list[int]:
    """In words, or Chinese characters."""
    return [len(units) for part in _STOP.split(text) if (units := units_of(part))]


def reading_grade(text: str, language: Language) -> float:
    """School years of English reading (Kincaid 1975); for Chinese a third of the characters of a
    sentence, a rule of thumb with the same range. 0 where the text is too short to tell.
    """
    lengths = sentence_lengths(text)
    total = sum(lengths)
    if total < FEWEST_WORDS:
        return 0.0
    mean = total / len(lengths)
    if language is Language.ZH:
        return mean / 3
    syllables = sum(_count_syllables(unit) for unit in units_of(text))
    return 0.39 * mean + 11.8 * syllables / total - 15.59

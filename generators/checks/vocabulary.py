"""Which of a draft's words the source does not have, and how much they tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

import jieba

from generators.checks.comparing import stem_of, stems_of
from generators.checks.rarity import telling_weight
from generators.exercise.content import Language
from generators.sources.tokens import CHINESE_STOP, words_of

_STEM = 5  # letters that the forms of one word share
_PART, _SOME = 0.75, 0.7  # of a Chinese word: all but one character is known, or each by itself
_HAN = re.compile(r"[\u4e00-\u9fff]")


def telling_words(text: str, language: Language) -> list[str]:
    """Without numbers, small words, and single Chinese characters; each once."""
    if language is Language.ZH:
        found = (word for word in jieba.cut(text) if _HAN.match(word) and len(word) > 1)
        return [word for word in dict.fromkeys(found) if word not in CHINESE_STOP]
    return [word for word in dict.fromkeys(words_of(text)) if word.isalpha()]


def missing_words(words: Iterable[str], source: str) -> dict[str, float]:
    """Of those that the source does not have, or not whole, the weight that is missing."""
    have = set(stems_of(source))
    starts = {stem[:_STEM] for stem in have if len(stem) >= _STEM}
    shares = {word: 1 - _share_known(word, source, have, starts) for word in words}
    return {word: lost * telling_weight(word) for word, lost in shares.items() if lost}


def _share_known(word: str, source: str, have: set[str], starts: set[str]) -> float:
    if word.isascii():
        stem = stem_of(word)
        return float(stem in have or (len(stem) >= _STEM and stem[:_STEM] in starts))
    if word in source:
        return 1.0
    if len(word) > 2 and (word[1:] in source or word[:-1] in source):
        return _PART
    return _SOME * sum(character in source for character in word) / len(word)

"""How much a word tells: rare ones say what a text is about, common ones stand in any text."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import jieba
from spellchecker import SpellChecker

_COMMON = 3.0  # -log10 of the share of a word that tells nothing: one in a thousand
_MOST = 5.0  # what an unknown word tells
_LEAST_SHARE = 1e-9


@cache
def _english() -> SpellChecker:
    return SpellChecker(language="en", distance=1)


@lru_cache(maxsize=20_000)
def telling_weight(word: str) -> float:
    """0 to 5, in powers of ten: by the frequency lists of pyspellchecker and jieba."""
    if word.isascii():
        share = float(_english().word_usage_frequency(word))
    else:
        jieba.initialize()
        share = jieba.dt.FREQ.get(word, 0) / jieba.dt.total
    return min(_MOST, max(0.0, -math.log10(max(share, _LEAST_SHARE)) - _COMMON))

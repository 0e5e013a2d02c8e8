"""Which language a text is in, by the share of its scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generators.exercise.content import Language
from generators.sources.joining import HAN

_HAN = re.compile(rf"[{HAN}]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")

# Formulas and units put Latin letters into Chinese text; a Chinese gloss in English text is short.
_CHINESE_SHARE = 0.2


def language_of(text: str) -> Language:
    han = len(_HAN.findall(text))
    latin = len(_LATIN.findall(text))
    return Language.ZH if han and han >= _CHINESE_SHARE * (han + latin) else Language.EN


def main_language(texts: Iterable[str]) -> Language:
    """The language of most of the texts, each weighed by the room it takes."""
    weight = {Language.EN: 0.0, Language.ZH: 0.0}
    for text in texts:
        language = language_of(text)
        # A Chinese character says about as much as two and a half Latin letters.
        weight[language] += len(text) * (2.5 if language is Language.ZH else 1.0)
    return Language.ZH if weight[Language.ZH] > weight[Language.EN] else Language.EN


def count_units(text: str) -> int:
    """Chinese characters plus words: what spans are measured in."""
    words = len(re.findall(r"[A-Za-zÀ-ɏ0-9][\w'’.-]*", text))
    return len(_HAN.findall(text)) + words

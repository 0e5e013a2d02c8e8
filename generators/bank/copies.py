"""Planted copies: texts with a tenth of their words gone, which a limit has to find again."""

from __future__ import annotations

import numpy as np

from generators.exercise.texts import units_of

DROP = 0.1  # of the words of a copy


def drop_words(text: str, random: np.random.Generator) -> str:
    """At least one word is dropped, or character of a text that has no blanks."""
    words, blank = text.split(), " "
    if len(words) < 2:
        words, blank = units_of(text), ""
    gone = random.random(len(words)) < DROP
    if len(words):
        gone[random.integers(len(words))] = True
    kept = (word for word, out in zip(words, gone, strict=True) if not out)
    return blank.join(kept) or text

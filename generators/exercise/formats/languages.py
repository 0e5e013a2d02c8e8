"""The language of a text that comes without saying: one of the two that exercises have."""

from __future__ import annotations

import re

from generators.exercise.content import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")


def guess_language(text: str) -> Language:
    """Chinese where it has at least half as many characters as there are Latin words."""
    return Language.ZH if len(_HAN.findall(text)) * 2 > len(_LATIN.findall(text)) else Language.EN

"""A title for lists: exercises have none of their own, and other tools ask for one."""

from __future__ import annotations

import re

from generators.exercise.formats.portable import Portable
from generators.exercise.texts import flatten_tables

LENGTH = 70
_GAP = re.compile(r"\{\{\d+\}\}")
_MARKUP = re.compile(r"[*_`#>|\\$]+")


def title_of(portable: Portable) -> str:
    """Its own title, else the beginning of its stem in plain words."""
    if portable.title:
        return portable.title
    text = portable.family.stem if portable.family else portable.content.stem
    plain = " ".join(_MARKUP.sub(" ", _GAP.sub("…", flatten_tables(text))).split())
    return plain if len(plain) <= LENGTH else plain[: LENGTH - 1].rstrip() + "…"

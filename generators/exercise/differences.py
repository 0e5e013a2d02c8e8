"""What changed between two texts of an exercise: field by field, word by word, Chinese character by
character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_UNIT = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+|\s+|.", re.S)
APART = frozenset({"kind", "language", "id"})


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(BaseModel):
    """A stretch of text."""

    model_config = ConfigDict(frozen=True)

    change: Change
    text: str


class FieldDifference(BaseModel):
    """`field` is the name in the content or the family; entries of a list are lines."""

    model_config = ConfigDict(frozen=True)

    field: str
    pieces: tuple[Piece, ...]


def find_differences(old: dict[str, Any], new: dict[str, Any]) -> tuple[FieldDifference, ...]:
    """Of two contents (or families) in their JSON form; fields that are alike are left out."""
    names = [name for name in dict.fromkeys((*new, *old)) if name not in APART]
    texts = ((name, _spell(old.get(name)), _spell(new.get(name))) for name in names)
    return tuple(
        FieldDifference(field=name, pieces=tuple(compare_texts(before, after)))
        for name, before, after in texts
        if before != after
    )


def compare_texts(old: str, new: str) -> Iterator[Piece]:
    """The pieces in reading order; what is gone comes before what is new in its place."""
    before, after = _UNIT.findall(old), _UNIT.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(change=Change.SAME, text="".join(before[low:high]))
            continue
        if high > low:
            yield Piece(change=Change.GONE, text="".join(before[low:high]))
        if end > start:
            yield Piece(change=Change.NEW, text="".join(after[start:end]))


def _spell(value: Any) -> str:
    """One entry a line; of an entry's parts those that say something."""
    match value:
        case None | False:
            return ""
        case True:
            return "✓"
        case list():
            return "\n".join(map(_spell, value))
        case dict():
            parts = (_spell(part) for name, part in value.items() if name != "passage")
            return " · ".join(part for part in parts if part)
        case float():
            return f"{value:.10g}"
    return str(value)

"""What changed in an exercise, with the words that the edit form has for its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generators.exercise.content import Kind
from generators.exercise.differences import Piece, find_differences
from lti_tool.views.content_shapes import parts_of

Text = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    pieces: tuple[Piece, ...]


def tell_differences(kind: str, old: Text, new: Text) -> list[Difference]:
    """`old` and `new` are {"content": ..., "family": ...} in their JSON form. Of a family the
    family's own fields are compared: its content is but one variant of them.
    """
    return list(_tell(Kind(kind), old, new))


def _tell(kind: Kind, old: Text, new: Text) -> Iterator[Difference]:
    is_family = bool(new.get("family"))
    which = "family" if is_family else "content"
    labels = {part.name: str(part.label) for part in parts_of(kind, family=is_family)}
    for found in find_differences(old.get(which) or {}, new.get(which) or {}):
        yield Difference(labels.get(found.field, found.field), found.pieces)

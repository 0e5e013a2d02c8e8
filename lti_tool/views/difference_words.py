"""What changed in an exercise, with the words that the edit form has for its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generators.exercise.content import Kind
from generators.exercise.differences import APART, Piece, find_differences
from lti_tool.views.content_shapes import parts_of
from lti_tool.views.translate import gettext

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
    before, after = old.get(which) or {}, new.get(which) or {}
    if kind is Kind.CASE_STUDY:
        labels |= dict(_label_questions(before)) | dict(_label_questions(after))
        before, after = _lay_out(before), _lay_out(after)
    for found in find_differences(before, after):
        yield Difference(labels.get(found.field, found.field), found.pieces)


def _lay_out(case: Text) -> Text:
    """The fields of its questions beside its own, with the question's place before their names."""
    fields = {name: value for name, value in case.items() if name != "parts"}
    for number, part in enumerate(case.get("parts", ()), start=1):
        own = {**part["content"], "points": part["points"]}
        fields |= {f"{number}.{name}": value for name, value in own.items() if name not in APART}
    return fields


def _label_questions(case: Text) -> Iterator[tuple[str, str]]:
    for number, part in enumerate(case.get("parts", ()), start=1):
        for shown in parts_of(Kind(part["content"]["kind"]), question=True):
            place = gettext("Question %(number)s", number=number)
            yield f"{number}.{shown.name}", f"{place}: {shown.label}"

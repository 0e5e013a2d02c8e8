"""From the fields that a format gave to a content, with what is wrong in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from generators.exercise.content import Content, Kind, read_content
from generators.exercise.formats.portable import ProblemCode


@dataclass(frozen=True, slots=True)
class Answers:
    """What the type of an entry decides. `notes`: what of it has no place here, though the rest
    comes in."""

    kind: Kind
    fields: Mapping[str, Any]
    notes: tuple[ProblemCode, ...] = ()


def read_shares(marks: Sequence[float]) -> tuple[list[bool], tuple[ProblemCode, ...]]:
    """Which options of a multiple response are right, from their marks in per cent: those that
    earn something. A note where they are not worth alike, as here they always are.
    """
    earned = {round(mark, 2) for mark in marks if mark > 0}
    notes = (ProblemCode.PARTLY_RIGHT,) if len(earned) > 1 else ()
    return [mark > 0 for mark in marks], notes


def build_content(kind: Kind, fields: Mapping[str, Any]) -> Content:
    """Raises ValidationError."""
    return read_content({"kind": kind.value, **fields})


def describe_invalid(error: Exception) -> str:
    """The first thing that is wrong, with the field that it is wrong in."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    message = str(first["msg"]).removeprefix("Value error, ")
    return f"{place}: {message}" if place else message

"""From the fields that a format gave to a content, with what is wrong in words."""

from __future__ import annotations

from collections.abc import Mapping
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

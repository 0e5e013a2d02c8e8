"""Values of rows as JSON, the same for every database: docs/OPERATIONS.md describes the format."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Double,
    Float,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from lti_tool.db import UtcDateTime

KINDS: dict[str, TypeEngine[Any]] = {
    "time": UtcDateTime(),  # ISO 8601, UTC
    "bytes": LargeBinary(),  # Base64
    "json": JSON(),
    "truth": Boolean(),
    "whole": Integer(),
    "number": Double(),
    "text": Text(),
}
_BASES: tuple[tuple[type[Any], str], ...] = (
    (DateTime, "time"), (LargeBinary, "bytes"), (JSON, "json"), (Boolean, "truth"),
    (Integer, "whole"), (Float, "number"), (String, "text"),
)  # fmt: skip

_EXPECTED: dict[str, type | tuple[type, ...]] = {
    "truth": bool, "whole": int, "number": (int, float)
}  # fmt: skip


def kind_of(column_type: TypeEngine[Any]) -> str:
    """A key of KINDS. Raises TypeError for a type that no row has had so far."""
    plain = column_type.impl_instance if isinstance(column_type, TypeDecorator) else column_type
    for base, kind in _BASES:
        if isinstance(plain, base):
            return kind
    raise TypeError(f"a column of {column_type!r} cannot be backed up")


def encode_row(values: tuple[Any, ...]) -> bytes:
    """One line of JSON; a line break within a text is escaped by JSON itself."""
    return json.dumps([_encode(value) for value in values], separators=(",", ":")).encode() + b"\n"


def decode_row(line: bytes, kinds: list[str]) -> list[Any]:
    """Raises ValueError."""
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(kinds):
        raise ValueError("a row with other columns")
    return [_decode(value, kind) for value, kind in zip(values, kinds, strict=True)]


def _encode(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _decode(value: Any, kind: str) -> Any:
    if value is None or kind == "json":
        return value
    if not isinstance(value, _EXPECTED.get(kind, str)):
        raise ValueError(f"{type(value).__name__} where {kind} was expected")
    if kind == "time":
        return _read_time(str(value))
    return b64decode(str(value), validate=True) if kind == "bytes" else value


def _read_time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    return found

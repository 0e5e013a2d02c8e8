"""JSON schemas of what a model is to write, in the part of the language that every engine holds."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def text_of(most: int) -> Schema:
    """Not empty; `most` characters."""
    return {"type": "string", "minLength": 1, "maxLength": most}


def object_of(**properties: Any) -> Schema:
    """With all of the properties, in their order, and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def array_of(items: Schema, fewest: int, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": fewest, "maxItems": most}


def choose_from(*values: str | int) -> Schema:
    """One of the values, which are all of one type."""
    return {"type": "string" if isinstance(values[0], str) else "integer", "enum": list(values)}


def one_of(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}

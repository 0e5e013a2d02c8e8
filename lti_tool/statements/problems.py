"""What pydantic found, in a sentence for whoever writes the sender."""

from __future__ import annotations

from pydantic import ValidationError

TOLD = 3


def tell_problems(error: ValidationError) -> str:
    """The first few, each with the field that it is about; values stay out, they name people."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    told = [_tell(".".join(str(part) for part in one["loc"]), one["msg"]) for one in found[:TOLD]]
    more = len(found) - TOLD
    return "; ".join([*told, *([f"and {more} more"] if more > 0 else [])])


def _tell(field: str, message: str) -> str:
    text = message.removeprefix("Value error, ")
    return f"{field}: {text}" if field else text

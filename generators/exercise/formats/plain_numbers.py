"""Numbers as other tools read them."""

from __future__ import annotations

from decimal import Decimal


def plain_number(value: float) -> str:
    """Exactly, without an exponent, which older Moodles refuse."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Numbers as other tools read them."""

from __future__ import annotations

from decimal import Decimal


def plain_number(value: float) -> str:
    """Exactly, without an exponent, which older Moodles refuse."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def spell_share(count: int) -> str:
    """One of `count` equal shares in per cent, to the five decimals by which Moodle knows it."""
    return plain_number(round(100 / count, 5))

"""Numbers as learners type them: "1,5", "1 234,5", "3.2×10^3", "３．５ m/s", "½" or "$ 3.50"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from generators.exercise.folding import fold_width

_DIGITS = r"\d[\d.,' \u00a0\u2009\u202f]*"
_NUMBER = re.compile(
    rf"""^(?P<currency>US\$|[$€£¥]|EUR|USD|GBP|RMB|CNY)?\s*
    (?P<sign>[+-]?)\s*
    (?P<mantissa>(?!10\s*\^){_DIGITS}|(?=10\s*\^))
    (?:\s*(?:[*xX]\s*|(?=10\s*\^))10\s*\^?\s*\(?(?P<power>[+-]?\d{{1,3}})\)?
      |[eE](?P<exponent>[+-]?\d{{1,3}})
      |/\s*(?P<denominator>\d+))?
    \s*(?P<unit>.*)$""",
    re.VERBOSE | re.DOTALL,
)
_MIXED = re.compile(r"^(\d{1,6})\s+(\d{1,6})/(\d{1,6})(?!\d)\s*(.*)$", re.DOTALL)
_VULGAR = re.compile(r"(?=[¼-¾⅐-⅞])")
# The only digits that a unit may hold; "20~30" or "5 or 6" are no numbers.
_UNIT_POWER = re.compile(r"(?<=[^\W\d_])\^?-?[1-9](?!\d)")
_PLAIN = re.compile(r"^(\d+)?(?:[.,](\d+))?$")
_GROUP_MARK = re.compile(r"[ ']")


class NumberShapeError(ValueError):
    """The text is not a number, or it could be read in ways that are worlds apart."""


@dataclass(frozen=True)
class Quantity:
    """`values` holds every reading that the text allows, the likeliest first: "1,234" is one
    thousand two hundred and thirty-four, or 1.234 with a decimal comma. `unit` is as typed.
    """

    values: tuple[float, ...]
    unit: str


def _ungroup(digits: str) -> str:
    """Drop blanks and apostrophes that part groups of three; any other is an error."""
    parts = _GROUP_MARK.split(digits)
    if len(parts) == 1:
        return digits
    middle = [*parts[1:-1], re.split(r"[.,]", parts[-1])[0]]
    if not 1 <= len(parts[0]) <= 3 or any(len(part) != 3 for part in middle):
        raise NumberShapeError(digits)
    return "".join(parts)


def _read_grouped(digits: str, mark: str) -> float:
    groups = digits.split(mark)
    if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
        raise NumberShapeError(digits)
    return float("".join(groups))


def _read_marked(digits: str) -> tuple[float, ...]:
    """The readings of digits with commas and points."""
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        decimal = "," if digits.rindex(",") > digits.rindex(".") else "."
        whole, _, part = digits.rpartition(decimal)
        if decimal in whole:
            raise NumberShapeError(digits)
        return (_read_grouped(whole, "," if decimal == "." else ".") + float(f"0.{part or 0}"),)
    if commas > 1 or points > 1:
        return (_read_grouped(digits, "," if commas else "."),)
    if not _PLAIN.match(digits):
        raise NumberShapeError(digits)
    plain = float("0" + digits.replace(",", "."))
    whole, _, part = digits.partition(",")
    if commas and len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
        return float(whole + part), plain
    return (plain,)


def _read_mantissa(text: str) -> tuple[float, ...]:
    if not text:
        return (1.0,)
    return _read_marked(_ungroup(re.sub(r"\s+", " ", text.strip()).rstrip(".,'")))


def _read_mixed(whole: str, numerator: str, denominator: str, unit: str) -> Quantity:
    """ "1 1/2 h"."""
    if not int(denominator):
        raise NumberShapeError(f"{numerator}/{denominator}")
    if any(char.isdigit() for char in unit):
        raise NumberShapeError(unit)
    return Quantity((int(whole) + int(numerator) / int(denominator),), unit.strip())


def read_number(text: str) -> Quantity:
    """The number that leads `text`, and the unit behind it.

    Raises NumberShapeError when no number leads the text.
    """
    spelled = fold_width(_VULGAR.sub(" ", text)).replace("\u2044", "/").strip()
    if mixed := _MIXED.match(spelled):
        return _read_mixed(*mixed.groups())
    match = _NUMBER.match(spelled)
    if match is None:
        raise NumberShapeError(text)
    power = int(match["power"] or match["exponent"] or 0)
    denominator = int(match["denominator"] or 1)
    if not denominator or abs(power) > 200:
        raise NumberShapeError(text)
    scale = (-1.0 if match["sign"] == "-" else 1.0) / denominator
    values = tuple(value * scale * 10.0**power for value in _read_mantissa(match["mantissa"]))
    if not all(math.isfinite(value) for value in values):
        raise NumberShapeError(text)
    unit = f"{match['unit'].strip()} {match['currency'] or ''}".strip()
    if any(char.isdigit() for char in _UNIT_POWER.sub("", unit)):
        raise NumberShapeError(text)
    return Quantity(values, unit)

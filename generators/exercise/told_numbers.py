"""Numbers that a text tells, in each way that they may be meant: "25 %" is 25 and 0.25, and where
hours are asked for, "90 minutes" is 90 and 1.5."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.exercise.number_words import spell_digits
from generators.exercise.numbers import NumberShapeError, read_number
from generators.exercise.units import read_unit

_NEGATIVE = re.compile(r"\b(?:minus|negative) (?=\d)|(?:负|零下) ?(?=\d)", re.I)
_TIMES = re.compile(r"\\(?:times|cdot)")
_POWER = re.compile(r"\^[{(](-?\d+)[})]")
_TOLD = re.compile(
    r"(?<![A-Za-z0-9_.])(-?(?:\d+(?:\.\d+)?(?:\s*[*x]\s*10\^-?\d+|e[+-]?\d+|/\d+)?))(?![\d^])"
    r"\s*\\?([^\s\d,.;:!?()=+*，。；：]{0,16})"
)
_LONGEST = 4  # characters of a Chinese unit, which no blank ends


@dataclass(frozen=True, slots=True)
class Told:
    """`readings` are what `written` may come to in the unit that was asked for."""

    written: float
    readings: tuple[float, ...]


def find_told(text: str, unit: str) -> Iterator[Told]:
    """`unit` is what the answer is asked in, "" for a bare number."""
    plain = _TIMES.sub("*", _NEGATIVE.sub("-", spell_digits(text)))
    for number, follows in _TOLD.findall(_POWER.sub(r"^\1", plain)):
        try:
            written = read_number(number).values[0]
        except NumberShapeError:
            continue  # more than a float holds
        yield Told(written, tuple(_readings(written, follows, unit)))


def _readings(written: float, follows: str, unit: str) -> Iterator[float]:
    yield written
    if follows.startswith("%"):
        yield written / 100
    if not unit:
        return
    asked = read_unit(unit)
    if unit.strip() in ("%", "％"):
        yield written * 100
    for end in {len(follows), *range(1, _LONGEST + 1)}:
        told = read_unit(follows[:end])
        if told.dimensions and told.dimensions == asked.dimensions:
            yield written * told.factor / asked.factor

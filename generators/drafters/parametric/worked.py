"""Calculations that a text works out: "3,600 / 300 = 12 hours", "20 m/s × 0.6 s = 12 m"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.drafters.parametric.word_formula import SIGNS
from generators.sources.joining import HAN

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNIT = rf"(?:[A-Za-zμΩ°℃][\w/²³·°]*(?: per [a-z]+)?|%|[{HAN}]{{1,3}}(?:/[{HAN}]{{1,3}})?)"
_TERM = rf"{_NUMBER}(?: (?!x )(?!and |are |is |were |in |of |to |with )(?:million )?{_UNIT})?"
_CALCULATION = re.compile(
    rf"(?P<left>{_TERM}(?: [/÷x×*+−-] {_TERM}){{1,3}}) [=≈] (?P<right>{_TERM})"
)
_SPLIT = re.compile(r" ([/÷x×*+−-]) (?=\d)")
_PARTS = re.compile(rf"^(?P<number>{_NUMBER})(?: (?P<unit>.+))?$")


@dataclass(frozen=True, slots=True)
class Term:
    number: float
    unit: str
    shown: str


@dataclass(frozen=True, slots=True)
class Calculation:
    terms: tuple[Term, ...]
    signs: tuple[str, ...]
    result: Term


def _read_term(text: str) -> Term:
    match = _PARTS.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a number with a unit")
    return Term(float(match["number"].replace(",", "")), match["unit"] or "", match["number"])


def find_calculations(text: str) -> Iterator[Calculation]:
    for match in _CALCULATION.finditer(text):
        parts = _SPLIT.split(match["left"])
        terms = tuple(_read_term(part) for part in parts[::2])
        yield Calculation(
            terms, tuple(SIGNS[sign] for sign in parts[1::2]), _read_term(match["right"])
        )


def unit_beside(text: str, shown: str) -> str:
    """The unit with which a number stands elsewhere in the text ("a rate of 300 GB per hour")."""
    pattern = re.compile(
        rf"(?<![\d,.]){re.escape(shown)} (?P<unit>(?:[A-Z][\w/²³·]*|euros?|dollars?|pounds?|"
        rf"hours?|days?|minutes?|seconds?|kg|km|m|cm|g|L|litres?|metres?|N|Pa|J|W|%)"
        r"(?: per [a-z]+)?)(?!\w)"
    )
    match = pattern.search(text)
    return match["unit"] if match else ""

"""Sums that a text states ("3 kg × 2 = 6 kg"), computed again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generators.exercise.formulas import FormulaError, parse_formula

_NUMBER = r"\d+(?:[.,]\d+)*"
_UNIT = r"(?:[^\W\d_×x]|x(?=[a-z])|[°µ%$€£¥])+(?:[/·][^\W\d_]+)*[²³]?(?:\^-?\d)?"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>{_NUMBER})|(?P<mark>[-+*/=≈()])|(?P<unit>{_UNIT})|(?P<other>\S))"
)
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_WORDS = re.compile(r"\\(?:text|mathrm)\{[^{}]*\}|\\[,;!]|[{}$\\]")
_SPELLING = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "（": "(", "）": ")"})
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_SLACK = 0.01  # of the result: what rounding on the way may cost


@dataclass(frozen=True, slots=True)
class Sum:
    """`written` as it stands; `computed` is what its left side comes to."""

    written: str
    result: float
    computed: float

    @property
    def holds(self) -> bool:
        digits = self.written.rpartition("=")[2]
        step = 10.0 ** -len(digits.partition(".")[2])
        return abs(self.result - self.computed) <= max(step / 2 + 1e-9, _SLACK * abs(self.computed))


def find_sums(text: str) -> Iterator[Sum]:
    """Each "left = number" whose left side is made of numbers, signs and units alone."""
    plain = _FRACTION.sub(r"((\1)/(\2))", text).replace(r"\times", "*").replace(r"\cdot", "*")
    plain = _WORDS.sub(" ", plain.replace(r"\div", "/")).translate(_SPELLING)
    for line in re.split(r"[\n;；。]|,\s|，", plain):
        tokens = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(line)]
        for place, (kind, mark) in enumerate(tokens):
            if kind == "mark" and mark in "=≈":
                yield from _sum_at(tokens, place)


def _sum_at(tokens: list[tuple[str, str]], place: int) -> Iterator[Sum]:
    right = tokens[place + 1 : place + 3]
    if right and right[0][1] == "-":
        right = [("number", "-" + right[1][1])] if len(right) > 1 else []
    if not right or right[0][0] != "number":
        return
    left = _left_of(tokens, place)
    if not left or not any(sign in left[1:] for sign in "+-*/") or "%" in left:
        return
    follows = tokens[place + 2 : place + 3]
    if follows and (follows[0][1] in "+*/(" or follows[0][1] == "%"):
        return  # the right side goes on
    result = _plain(right[0][1])
    try:
        value = _compute("".join(left))
    except FormulaError:
        return
    if value is not None:
        yield Sum(f"{' '.join(left)} = {result}", float(result), value)


def _left_of(tokens: list[tuple[str, str]], place: int) -> list[str]:
    """The numbers and signs right before the equals sign; [] where something else stands there."""
    found: list[str] = []
    for kind, text in reversed(tokens[:place]):
        if kind == "other" or text in ("=", "≈"):
            break
        if kind == "unit":
            if text == "%":
                return []
            continue
        if kind == "number" and found and found[0][0].isdigit():
            return []  # two numbers without a sign between them
        found.insert(0, _plain(text) if kind == "number" else text)
    while found and found[0] in ("*", "/", "+", ")"):
        found.pop(0)
    return found


def _plain(number: str) -> str:
    return number.replace(",", "") if _GROUPED.match(number) else number.replace(",", ".")


def _compute(formula: str) -> float | None:
    from generators.exercise.exact import compute_formula  # sympy: only where a sum is found

    value = compute_formula(parse_formula(formula, ()), {})
    return None if value is None else float(value)

"""A parametric family as Moodle's "simple calculated" question, and back.

Moodle draws from rows of values that are written with the question, so only numbers that make a
good exercise are written. What a row cannot say (the step between values) is read back from the
values themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import gcd

from lxml.etree import _Element as Element

from generators.exercise.draw import draw_numbers
from generators.exercise.family import Family, Variable
from generators.exercise.formats.moodle.elements import (
    add,
    add_markdown,
    add_text,
    text_of,
    value_of,
)
from generators.exercise.formats.moodle.formulas import read_formula, write_formula
from generators.exercise.formats.plain_numbers import plain_number
from generators.exercise.formats.portable import EntryError, ProblemCode

ROWS = 30
RELATIVE, DECIMALS = "1", "1"
_COMPUTED = re.compile(r"\{=([^{}]*(?:\{[A-Za-z][A-Za-z0-9_]*\}[^{}]*)*)\}")


def names_of(family: Family) -> frozenset[str]:
    return frozenset(variable.name for variable in family.variables)


def spell_answer(text: str, family: Family) -> str:
    """Moodle computes `{=formula}` where our texts say `{answer}`."""
    return text.replace("{answer}", f"{{={write_formula(family.formula, names_of(family))}}}")


def read_answer(text: str, formula: str) -> str:
    """Other computed values than the answer itself are no text of ours: they stay as they are."""
    return _COMPUTED.sub(
        lambda found: "{answer}" if found[1].strip() == formula.strip() else found[0], text
    )


def write_calculated(question: Element, family: Family) -> None:
    add(question, "synchronize", "0")
    add(question, "single", "0")
    add(question, "answernumbering", "abc")
    add(question, "shuffleanswers", "1")
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        add_text(question, name, "")
    answer = add(question, "answer", fraction="100")
    add(answer, "text", write_formula(family.formula, names_of(family)))
    add(answer, "tolerance", plain_number(max(family.tolerance, 1e-9)))
    add(answer, "tolerancetype", RELATIVE)
    add(answer, "correctanswerformat", DECIMALS)
    add(answer, "correctanswerlength", str(family.decimals))
    add_markdown(answer, "feedback", "")
    _write_rows(question, family)


def _write_rows(question: Element, family: Family) -> None:
    rows = _draw_rows(family)
    definitions = add(question, "dataset_definitions")
    for variable in family.variables:
        definition = add(definitions, "dataset_definition")
        for name, text in (("status", "private"), ("name", variable.name)):
            add_text(definition, name, text)
        add(definition, "type", "calculatedsimple")
        for name, text in (
            ("distribution", "uniform"),
            ("minimum", plain_number(variable.low)),
            ("maximum", plain_number(variable.high)),
            ("decimals", str(_decimals(variable))),
        ):
            add_text(definition, name, text)
        add(definition, "itemcount", str(len(rows)))
        items = add(definition, "dataset_items")
        for number, row in enumerate(rows, start=1):
            item = add(items, "dataset_item")
            add(item, "number", str(number))
            add(item, "value", plain_number(float(row[variable.name])))
        add(definition, "number_of_items", str(len(rows)))


def _draw_rows(family: Family) -> Sequence[dict[str, Fraction]]:
    """Distinct rows. Raises FamilyError where the family has no good numbers."""
    drawn = {tuple(row.items()): row for row in (draw_numbers(family, n) for n in range(3 * ROWS))}
    return list(drawn.values())[:ROWS]


def _decimals(variable: Variable) -> int:
    exponents = (
        Decimal(repr(value)).normalize().as_tuple().exponent
        for value in (variable.low, variable.high, variable.step)
    )
    return max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)))


@dataclass(frozen=True, slots=True)
class Calculated:
    """`spelled` is the formula as it stands in the file; `tolerance` is relative."""

    formula: str
    spelled: str
    variables: tuple[Variable, ...]
    decimals: int
    tolerance: float


def read_calculated(question: Element) -> Calculated:
    """Raises EntryError: several answers, another kind of tolerance, or a formula of functions that
    families do not have.
    """
    answers = question.findall("answer")
    if len(answers) != 1:
        raise EntryError(ProblemCode.SEVERAL_RIGHT)
    answer = answers[0]
    spelled = value_of(answer, "text")
    formula, names = read_formula(spelled)
    if value_of(answer, "tolerancetype", RELATIVE) != RELATIVE:
        raise EntryError(ProblemCode.INVALID, "its tolerance is not relative")
    variables = tuple(_read_variables(question, names))
    if {variable.name for variable in variables} != names:
        raise EntryError(ProblemCode.FORMULA, spelled)
    return Calculated(
        formula,
        spelled,
        variables,
        decimals=int(value_of(answer, "correctanswerlength", "2")),
        tolerance=float(value_of(answer, "tolerance", "0.01")),
    )


def _read_variables(question: Element, names: frozenset[str]) -> list[Variable]:
    found = []
    for definition in question.iterfind("dataset_definitions/dataset_definition"):
        name = text_of(definition.find("name"))
        if name in names:
            found.append(_read_variable(definition, name))
    return found


def _read_variable(definition: Element, name: str) -> Variable:
    values = [
        Fraction(value_of(item, "value"))
        for item in definition.iterfind("dataset_items/dataset_item")
    ]
    low, high = (Fraction(text_of(definition.find(end))) for end in ("minimum", "maximum"))
    step = _common_step([*values, low, high], low)
    return Variable(name=name, low=float(low), high=float(high), step=float(step))


def _common_step(values: Sequence[Fraction], low: Fraction) -> Fraction:
    distances = [value - low for value in values if value != low]
    if not distances:
        return Fraction(1)
    scale = reduce(lambda a, b: a * b // gcd(a, b), (one.denominator for one in distances))
    whole = reduce(gcd, (abs(int(one * scale)) for one in distances))
    return Fraction(whole, scale)

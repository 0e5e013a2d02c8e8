"""Columns of which one follows from two others in every row ("price", "quantity", "revenue"): the
law is the table's, the numbers are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import permutations

from generators.drafters.parametric.figures import Column, Figures, read_figures
from generators.drafters.parametric.generic import hints_of, solution_of, stem_of
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.ranges import around
from generators.drafters.parametric.word_formula import WordFormula
from generators.drafters.text.english import lower_title
from generators.exercise.content import Language
from generators.exercise.family import Variable
from generators.exercise.passage import Passage

_FEWEST = 3  # rows that show the law, each with other numbers
_NAME_EN = re.compile(
    r"^(?!.*\b(?:change|example|column|marginal|cumulative)\b)[A-Za-z][A-Za-z' -]{2,40}$", re.I
)
_NAME_ZH = re.compile(r"^[\u4e00-\u9fff]{2,10}$")
_MOST_COLUMNS = 7


def find_columns(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    for passage in passages:
        figures = read_figures(passage) if passage.language is language else None
        if figures is not None and len(figures.columns) <= _MOST_COLUMNS:
            yield from _of_table(figures)


def _of_table(figures: Figures) -> Iterator[Problem]:
    """The derived column stands behind those that it comes from."""
    columns = ([figures.first] if figures.first else []) + list(figures.columns)
    for place, result in enumerate(columns):
        before = [column for column in columns[:place] if _is_named(column, figures)]
        if not _is_named(result, figures):
            continue
        for first, second in permutations(before, 2):
            sign = _law(first, second, result)
            if sign and (problem := _build(figures, (first, second), sign, result)):
                yield problem
                break


def _is_named(column: Column, figures: Figures) -> bool:
    pattern = _NAME_ZH if figures.language is Language.ZH else _NAME_EN
    return column.is_whole and pattern.match(column.name) is not None


def _law(first: Column, second: Column, result: Column) -> str:
    """The sign that joins the two in all rows; "" where none does or several do."""
    rows = list(zip(first.values, second.values, result.values, strict=True))
    telling = {(a, b) for a, b, _ in rows if a and b and a > 1 and b > 1 and a != b}
    if len(telling) < _FEWEST or len(rows) < _FEWEST:
        return ""
    half = Fraction(1, 2 * 10 ** max(len(s.partition(".")[2]) for s in result.shown))
    fitting = [sign for sign in "*/+-" if all(_fits(sign, row, half) for row in rows)]
    if len(fitting) != 1:
        return ""
    sign = fitting[0]
    if sign in "+*" and first.name > second.name:
        return ""  # once, in one order
    if sign in "+-" and len({first.unit, second.unit, result.unit}) > 1:
        return ""
    return sign


def _fits(sign: str, row: tuple[Fraction | None, ...], half: Fraction) -> bool:
    a, b, told = row
    if a is None or b is None or told is None or (sign == "/" and not b):
        return False
    value = {"*": a * b, "+": a + b, "-": a - b}[sign] if sign != "/" else a / b
    exact = sign != "/"
    return value == told if exact else abs(value - told) <= half


def _build(
    figures: Figures, given: tuple[Column, Column], sign: str, result: Column
) -> Problem | None:
    columns = (*given, result)
    chinese = figures.language is Language.ZH
    if not result.unit or (chinese and not all(column.unit for column in columns)):
        return None
    names = [
        column.name if chinese else lower_title(column.name, frozenset()) for column in columns
    ]
    formula = WordFormula(
        names[2], (names[0], names[1]), (sign,), figures.lines[0], figures.passage
    )
    units = [column.unit for column in given]
    return Problem(
        target=f"{figures.passage.id} {result.name}",
        stem=stem_of(formula, units, result.unit),
        formula=f"a {sign} b",
        variables=_variables(given),
        unit=result.unit,
        decimals=1 if sign == "/" else max(_places(column) for column in given),
        solution=solution_of(formula, units, result.unit),
        hints=hints_of(formula, result.unit),
        passage=figures.passage,
        quote=figures.lines[0],
        alike=figures.passage.id,
    )


def _places(column: Column) -> int:
    return max(len(shown.partition(".")[2]) for shown in column.shown)


def _variables(given: tuple[Column, Column]) -> tuple[Variable, ...]:
    """Around the middle of what the table has."""
    made = []
    for name, column in zip("ab", given, strict=True):
        values = sorted(value for value in column.values if value)
        made.append(around(name, float(values[len(values) // 2])))
    return tuple(made)

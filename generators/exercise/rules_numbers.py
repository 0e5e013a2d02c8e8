"""Rules on numbers: keys of families and sums in solutions are computed again."""

from __future__ import annotations

import re

from generators.exercise.content import Content, MultipleChoice, Numerical
from generators.exercise.draw import FamilyError, check_family, draw_variant
from generators.exercise.equations import Sum, find_sums
from generators.exercise.family import Family
from generators.exercise.number_words import spell_digits
from generators.exercise.numbers import NumberShapeError, read_number
from generators.exercise.rules import Finding, fail, flag, not_run
from generators.exercise.sum_words import sign_sums
from generators.exercise.told_numbers import Told, find_told

_RESULT = re.compile(
    r"(?:=|\b(?:is|are|gives?|makes?|comes? to|equals?|totals?|needs?|get)\b|等于|得到?|共|需要?)"
    r"[^\d.。;；]{0,12}?(-?\d+(?:\.\d+)?)"
)
_EQUATION = re.compile(r"=\s*[-−]?\s*\d")
_WIDE = 0.1  # of the key
_SLACK = 0.01


def check_numbers(content: Content, family: Family | None, seed: int) -> Finding | None:
    """`seed` drew the content that stands beside its family."""
    if not isinstance(content, Numerical):
        return _check_sums(content)
    if content.tolerance > _WIDE * abs(content.value):
        wide = flag("tolerance_wide", f"{content.tolerance}")
    else:
        wide = None
    return (_check_solution(content) if family is None else _redraw(content, family, seed)) or wide


def _redraw(content: Numerical, family: Family, seed: int) -> Finding | None:
    """By the code that draws for learners."""
    try:
        check_family(family)
        drawn = draw_variant(family, seed)
    except FamilyError as error:
        return fail("family_broken", str(error))
    if abs(drawn.value - content.value) > drawn.tolerance or drawn.unit != content.unit:
        return fail("key_differs", f"{content.value} {content.unit} / {drawn.value} {drawn.unit}")
    return None


def _check_sums(content: Content) -> Finding | None:
    """A worked sum that does not come out, or whose result is an option marked as wrong."""
    sums = _sums_of(content.explanation)
    for own in sums:
        if not own.holds:
            return fail("sum_wrong", own.written)
    if sums and isinstance(content, MultipleChoice):
        values = {option.correct: _value_of(option.text) for option in content.options}
        key = values[True]
        if key is not None and not any(_same(own.result, key) for own in sums):
            return fail("key_differs", f"{key:g} / {sums[-1].result:g}")
    return None


def _check_solution(content: Numerical) -> Finding | None:
    sums = [own for text in (content.solution, content.explanation) for own in _sums_of(text)]
    if not sums:
        return _check_told(content)
    for own in sums:
        if not own.holds:
            return fail("sum_wrong", own.written)
    if not any(_same(own.result, content.value, content.tolerance) for own in sums) and not any(
        _same(own.result, told.written) for own in sums for told in _keys_told(content)
    ):
        return fail("key_differs", f"{content.value:g} / {sums[-1].result:g}")
    return None


def _sums_of(text: str) -> list[Sum]:
    return list(find_sums(sign_sums(text)))


def _check_told(content: Numerical) -> Finding:
    """A solution that comes to a result names the key among its numbers. In words alone it may
    speak of something else."""
    told = _RESULT.findall(spell_digits(_worked(content)))
    if not told or _keys_told(content):
        return not_run("no_formula")
    found = fail if _EQUATION.search(_worked(content)) else flag
    return found("key_differs", f"{content.value:g} / {told[-1]}")


def _keys_told(content: Numerical) -> list[Told]:
    """The numbers of its solution that come to the key in one of their readings."""
    return [
        told
        for told in find_told(_worked(content), content.unit)
        if any(_same(value, content.value, content.tolerance) for value in told.readings)
    ]


def _worked(content: Numerical) -> str:
    return f"{content.solution} {content.explanation}"


def _value_of(text: str) -> float | None:
    try:
        return read_number(text).values[0]
    except NumberShapeError:
        return None


def _same(one: float, other: float, tolerance: float = 0.0) -> bool:
    return abs(one - other) <= max(tolerance, _SLACK * abs(other))

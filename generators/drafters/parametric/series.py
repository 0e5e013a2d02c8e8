"""Percentages of a table: the share of a row in the total, the change from year to year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from generators.drafters.extractive.wording import section_name, tells_place
from generators.drafters.parametric.figures import (
    YEAR,
    Column,
    Figures,
    choose_two,
    is_aggregate,
    names_thing,
    read_figures,
)
from generators.drafters.parametric.problem import Problem
from generators.drafters.text.english import lower_title
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.passage import Passage

_MOST_PARTS, _FEWEST_PARTS = 7, 3
_SLIGHTEST, _LARGEST = Fraction(3, 100), 5  # of a change, so that the wrong base tells


def find_percentages(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    for passage in passages:
        figures = read_figures(passage) if passage.language is language else None
        if figures is None or not tells_place(section_name(passage)):
            continue
        for column in figures.columns:
            if not column.unit or column.unit == "%":
                continue
            yield from choose_two([problem for _, problem in ask_shares(figures, column)])
            if all(YEAR.match(name) for name in figures.names):
                yield from choose_two([problem for _, problem in ask_changes(figures, column)])


def _list_parts(figures: Figures, column: Column) -> list[int]:
    """The rows that the table itself adds up, [] where it does not."""
    total = figures.total
    if total is None or not column.is_whole:
        return []
    parts = [place for place in range(len(figures.names)) if place != total]
    values = [column.values[place] or Fraction(0) for place in parts]
    adds_up = sum(values) == column.values[total]
    return parts if adds_up and _FEWEST_PARTS <= len(parts) <= _MOST_PARTS else []


def ask_shares(figures: Figures, column: Column) -> Iterator[tuple[str, Problem]]:
    """Each with the name of its row; only where the table adds its rows up itself."""
    parts = _list_parts(figures, column)
    whole = sum(column.values[place] or Fraction(0) for place in parts)
    for place in parts:
        share, name = (column.values[place] or Fraction(0)) / whole, figures.names[place]
        if names_thing(name, figures.language) and Fraction(1, 20) < share < 1:
            yield name, _share(figures, column, parts, place)


def ask_total(figures: Figures, column: Column) -> Problem | None:
    """None where the table does not add its rows up itself."""
    parts = _list_parts(figures, column)
    if not parts:
        return None
    numbers = [column.number(place) for place in parts]
    if figures.language is Language.ZH:
        stem = f"各项的{column.name}合计是多少{column.ask_in(Language.ZH)}"
        hints = ("“合计”就是把这一列的数全部相加。", "加完以后数一数，是否每一行都加到了。")
        missed = "漏加了最后一行。"
    else:
        name = re.sub("^total ", "", lower_title(escape(column.name), frozenset()))
        stem = f"What is the total {name}{column.ask_in(Language.EN)}"
        hints = (
            "A total is the sum of all rows of the column.",
            "Count whether you have added each row once.",
        )
        missed = "The last row is missing in this sum."
    return Problem(
        target=f"{figures.passage.id} {column.name} total",
        stem=stem,
        formula=" + ".join(numbers),
        variables=(),
        unit=column.unit,
        decimals=max(len(number.partition(".")[2]) for number in numbers),
        solution=column.work_out(" + ".join(numbers), figures.language),
        hints=hints,
        passage=figures.passage,
        quote=figures.lines[figures.total or 0],
        mistakes=(Slip(formula=" + ".join(numbers[:-1]), feedback=missed),),
    )


def _share(figures: Figures, column: Column, parts: list[int], place: int) -> Problem:
    own = escape(figures.names[place])
    section = escape(section_name(figures.passage))
    numbers = [column.number(part) for part in parts]
    x, rest = column.number(place), [n for p, n in zip(parts, numbers, strict=True) if p != place]
    whole = " + ".join(numbers)
    listed = [f"{escape(figures.names[part])} {column.shown[part]}" for part in parts]
    if figures.language is Language.ZH:
        lead = column.name if column.name in section else f"“{section}”的{column.name}"
        given = f"{lead}（单位：{column.unit}）：{'、'.join(listed)}。"
        stem = f"{own}的{column.name}占总数的百分之多少？"
        hints = ("先求出总数，也就是各部分之和。", "占比等于这一部分除以总数，再乘以 100%。")
        feedback = "这是除以其余部分之和；占比应当除以总数。"
    else:
        name = lower_title(escape(column.name), frozenset())
        given = f"Figures on “{section}” ({name} in {column.unit}): {', '.join(listed)}."
        whole_name = re.sub(r"^(?:total )?", "total ", name, count=1)
        stem = f"What is the share of “{own}” in the {whole_name}, in per cent?"
        hints = (
            "Work out the total of all parts first.",
            "A share is the part divided by the total, times 100 %.",
        )
        feedback = "This divides by the other parts alone; a share is of the total."
    return Problem(
        target=f"{figures.passage.id} {column.name} share {place}",
        given=given,
        stem=stem,
        formula=f"100 * {x} / ({whole})",
        variables=(),
        unit="%",
        decimals=1,
        solution=f"{x} ÷ ({whole}) × 100 = {{answer}} %",
        hints=hints,
        passage=figures.passage,
        quote=figures.lines[place],
        alike=figures.passage.id,
        mistakes=(Slip(formula=f"100 * {x} / ({' + '.join(rest)})", feedback=feedback),),
        also=figures.lines[figures.total or 0],
    )


def ask_changes(figures: Figures, column: Column) -> Iterator[tuple[tuple[str, str], Problem]]:
    """Each with the years from which and to which it is."""
    if is_aggregate(column.name) and figures.language is Language.EN:
        return
    for first, second in pairwise(range(len(figures.names))):
        before, after = column.values[first], column.values[second]
        if figures.names[first] > figures.names[second]:
            return
        if before and after and _SLIGHTEST <= abs(after / before - 1) <= _LARGEST:
            years = (figures.names[first], figures.names[second])
            yield years, _change(figures, column, first, second, up=after > before)


def _change(figures: Figures, column: Column, first: int, second: int, *, up: bool) -> Problem:
    x, y = column.number(first), column.number(second)
    early, late = figures.names[first], figures.names[second]
    section = escape(section_name(figures.passage))
    large, small = (y, x) if up else (x, y)
    shown = [f"{column.shown[place]} {column.unit}" for place in (first, second)]
    if figures.language is Language.ZH:
        word = "增长" if up else "下降"
        lead = "" if column.name in section else f"“{section}”："
        given = (
            f"{lead}{early.rstrip('年')}年的{column.name}是 {shown[0]}，"
            f"{late.rstrip('年')}年是 {shown[1]}。"
        )
        stem = f"从{early.rstrip('年')}年到{late.rstrip('年')}年，{column.name}{word}了百分之多少？"
        hints = ("先求出变化了多少。", f"百分比以原来的数（{early.rstrip('年')}年）为基数。")
        wrong = f"这是以{late.rstrip('年')}年的数为基数；应当以原来的数为基数。"
        factor = "这是后来的数占原来的数的百分比，还要减去 100%。"
    else:
        word = "rise" if up else "fall"
        name = lower_title(escape(column.name), frozenset())
        given = (
            f"Figures on “{section}”: the {name} was {shown[0]} in {early} and {shown[1]} in "
            f"{late}."
        )
        stem = f"By how many per cent did the {name} {word} from {early} to {late}?"
        hints = (
            "Work out by how much it changed first.",
            f"The percentage is of the value at the beginning, that of {early}.",
        )
        wrong = (
            f"This takes the value of {late} as 100 %; the change is measured by that of {early}."
        )
        factor = "This is the later value in per cent of the earlier one, not the change."
    return Problem(
        target=f"{figures.passage.id} {column.name} change {first}",
        given=given,
        stem=stem,
        formula=f"100 * ({large} - {small}) / {x}",
        variables=(),
        unit="%",
        decimals=1,
        solution=f"({large} - {small}) ÷ {x} × 100 = {{answer}} %",
        hints=hints,
        passage=figures.passage,
        quote=figures.lines[first],
        alike=figures.passage.id,
        mistakes=(
            Slip(formula=f"100 * ({large} - {small}) / {y}", feedback=wrong),
            Slip(formula=f"100 * {y} / {x}", feedback=factor),
        ),
        also=figures.lines[second],
    )

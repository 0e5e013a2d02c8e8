"""Cases on a table of a source: its figures as the situation, and questions of different kinds
whose keys are computed from them. None names the row that another one asks for.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import TypeVar

from generators.drafters.extractive.wording import section_name, tells_place
from generators.drafters.parametric.case_parts import build_case, numerical_part
from generators.drafters.parametric.case_words import WORDS, ask_largest, introduce
from generators.drafters.parametric.comparisons import (
    HAS_ZERO,
    ask_difference,
    ask_times,
    is_telling,
)
from generators.drafters.parametric.figures import (
    YEAR,
    Column,
    Figures,
    as_count,
    differ,
    names_thing,
)
from generators.drafters.parametric.per_unit import ask_per_unit
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.purchases import ask_purchase
from generators.drafters.parametric.series import ask_changes, ask_shares, ask_total
from generators.drafters.text.english import upper_first
from generators.drafters.text.markdown import escape
from generators.exercise.content import CaseStudy, Language, Question
from generators.exercise.passage import Passage
from generators.sources.spans import PATH_SEPARATOR

_FEWEST_ROWS, _MOST_ROWS = 3, 10
_FEWEST = 3  # questions
_MOST_COLUMNS = 3
_SLIGHTEST = Fraction(5, 100)  # of a difference, so that it is worth asking for
_NAME = {
    Language.EN: re.compile(r"^[A-Za-z][A-Za-z' -]{2,40}$"),
    Language.ZH: re.compile(r"^(?!.*的)[\u4e00-\u9fff]{2,10}$"),
}
_ONE_THING = re.compile("一[^种]")  # "一个苹果": not a thing of which a fact is told
_NUMBERED = re.compile(r"(?:table|figure|chart|[表图])\s?[\d.-]*$", re.I)
_SPLIT = " | "
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Table:
    """`figures` without the row that adds the others up; `whole` has it."""

    figures: Figures
    whole: Figures
    head: str
    columns: tuple[Column, ...]
    by_year: bool


def make_table_case(figures: Figures, seed: int) -> CaseStudy | None:
    """None where the table carries fewer than three questions that a teacher would ask."""
    table = _read(figures)
    if table is None:
        return None
    random = Random(f"case {figures.passage.id} {seed}")
    columns = deque(random.sample(table.columns, len(table.columns)))
    largest, key = _ask_largest(table, columns[0], random)
    found: list[tuple[Question, tuple[Column, ...]]] = [(largest, (columns[0],))]
    for ask in (_ask_part, _ask_apart, _ask_together):
        columns.rotate(-1)  # each asks of another column where there is one
        for column in columns:
            asked = ask(table, column, key, random)
            if asked and (part := numerical_part(asked[0], seed)):
                found.append((part, asked[1]))
                break
    if len(found) < _FEWEST:
        return None
    used = {column.name for _, columns in found for column in columns}
    shown = tuple(column for column in table.columns if column.name in used)
    return build_case(
        stem=_tell(table, shown),
        questions=[question for question, _ in found],
        passage=figures.passage,
        quotes=table.whole.lines,
    )


def _read(figures: Figures) -> _Table | None:
    """None where rows have no names of one thing, columns no clear heads, units and numbers."""
    language, total = figures.language, figures.total
    own = figures if total is None else _without(figures, total)
    by_year = all(YEAR.match(name) for name in own.names)
    named = by_year or all(
        names_thing(name, language) and not _ONE_THING.match(name) for name in own.names
    )
    columns = _choose_columns(own)
    head = figures.passage.text.split("\n")[0].split(_SPLIT)[0].strip()
    if not (_FEWEST_ROWS <= len(own.names) <= _MOST_ROWS and named and differ(own.names)):
        return None
    if not columns or not head or not _tells_place(figures.passage):
        return None
    return _Table(own, figures, head, columns, by_year)


def _tells_place(passage: Passage) -> bool:
    """Whether the heading right above says what the table is about."""
    own = passage.heading.rpartition(PATH_SEPARATOR)[2]
    above = section_name(passage.model_copy(update={"heading": own}))
    return tells_place(above) and not _NUMBERED.match(above)


def _without(figures: Figures, place: int) -> Figures:
    columns = tuple(
        replace(own, values=_leave_out(own.values, place), shown=_leave_out(own.shown, place))
        for own in figures.columns
    )
    names, lines = (_leave_out(items, place) for items in (figures.names, figures.lines))
    return replace(figures, names=names, columns=columns, lines=lines)


def _leave_out(items: tuple[_Item, ...], place: int) -> tuple[_Item, ...]:
    return items[:place] + items[place + 1 :]


def _choose_columns(figures: Figures) -> tuple[Column, ...]:
    """Quantities with a unit, and counts; one in two units is taken in the first."""
    found: dict[str, Column] = {}
    for column in figures.columns:
        own = column if column.unit else as_count(column, figures.language)
        if own and _is_clear(own, figures.language):
            found.setdefault(own.name, own)
    return tuple(found.values())[:_MOST_COLUMNS]


def _is_clear(column: Column, language: Language) -> bool:
    """Told of every row, with one that is the largest."""
    values = column.values
    return (
        column.unit != "%"
        and column.is_whole
        and _NAME[language].match(column.name) is not None
        and len(set(values)) >= _FEWEST_ROWS
        and values.count(max(value or 0 for value in values)) == 1
    )


def _ask_largest(table: _Table, column: Column, random: Random) -> tuple[Question, int]:
    """With the row that is the key."""
    values = [value or 0 for value in column.values]
    key = values.index(max(values))
    others = random.sample([i for i in range(len(values)) if i != key], min(3, len(values) - 1))
    places = random.sample([key, *others], len(others) + 1)
    return ask_largest(table.figures, column, places, key, by_year=table.by_year), key


Asked = tuple[Problem, tuple[Column, ...]]


def _pairs(column: Column, key: int, random: Random) -> Iterator[tuple[int, int]]:
    """The larger first; without the key of the question for the largest."""
    places = [place for place in range(len(column.values)) if place != key]
    pairs = list(combinations(places, 2))
    for one, other in random.sample(pairs, len(pairs)):
        a, b = column.values[one] or Fraction(0), column.values[other] or Fraction(0)
        if abs(a - b) >= _SLIGHTEST * max(a, b):
            yield (one, other) if a > b else (other, one)


def _ask_part(table: _Table, column: Column, key: int, random: Random) -> Asked | None:
    """A share of the total, a change over years, what two cost, how many times one is the other."""
    for ask in (_ask_share, _ask_change, _ask_purchase, _ask_times):
        if problem := ask(table, column, key, random):
            return problem, (column,)
    return None


def _ask_share(table: _Table, column: Column, key: int, random: Random) -> Problem | None:
    largest = table.figures.names[key]
    shares = ask_shares(table.whole, _of_whole(table, column))
    found = [problem for name, problem in shares if name != largest]
    return random.choice(found) if found else None


def _ask_change(table: _Table, column: Column, key: int, random: Random) -> Problem | None:
    largest = table.figures.names[key]
    changes = ask_changes(table.figures, column) if table.by_year else ()
    found = [problem for years, problem in changes if largest not in years]
    return random.choice(found) if found else None


def _ask_purchase(table: _Table, column: Column, key: int, random: Random) -> Problem | None:
    pair = next(_pairs(column, key, random), None)
    return ask_purchase(table.figures, column, *pair) if pair else None


def _ask_times(table: _Table, column: Column, key: int, random: Random) -> Problem | None:
    """Of quantities with a true zero, as all counts have."""
    if table.by_year or (column.unit and not HAS_ZERO.search(column.name)):
        return None
    pairs = (pair for pair in _pairs(column, key, random) if is_telling(column, *pair))
    pair = next(pairs, None)
    return ask_times(table.figures, column, *pair) if pair else None


def _of_whole(table: _Table, column: Column) -> Column:
    """The column with the total, by the same name."""
    place = next(i for i, c in enumerate(table.figures.columns) if c.shown == column.shown)
    return replace(table.whole.columns[place], name=column.name)


def _ask_apart(table: _Table, column: Column, key: int, random: Random) -> Asked | None:
    pair = next(_pairs(column, key, random), None)
    return (ask_difference(table.figures, column, *pair), (column,)) if pair else None


def _ask_together(table: _Table, column: Column, key: int, random: Random) -> Asked | None:
    """The total, where the table adds its rows up itself; one column by another."""
    whole = _of_whole(table, column)
    if total := ask_total(table.whole, whole):
        return total, (column,)
    for other in table.columns:
        places = [place for place in range(len(column.values)) if place != key]
        problem = ask_per_unit(table.figures, column, other, random.choice(places))
        if problem:
            return problem, (column, other)
    return None


def _head(column: Column, language: Language) -> str:
    name = upper_first(escape(column.name))
    return WORDS[language].head.format(name=name, unit=column.asked_in) if column.unit else name


def _cell(text: str) -> str:
    return escape(text).replace("|", "\\|")


def _tell(table: _Table, columns: tuple[Column, ...]) -> str:
    """What the table is about, and the table."""
    language = table.figures.language
    heads = [_head(column, language) for column in columns]
    rows = [
        [_cell(name), *(c.shown[place] for c in columns)]
        for place, name in enumerate(table.figures.names)
    ]
    lines = [[_cell(table.head), *heads], ["---", *("---:" for _ in columns)], *rows]
    drawn = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    about = introduce(section_name(table.figures.passage), columns, language)
    return f"{about}\n\n{drawn}"

"""Two rows of a table compared: how many times one is the other, how much more it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import permutations

from generators.drafters.parametric.figures import (
    YEAR,
    Column,
    Figures,
    choose_two,
    differ,
    names_thing,
    read_figures,
)
from generators.drafters.parametric.problem import Problem
from generators.drafters.text.english import lower_first
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.passage import Passage
from generators.sources.spans import PATH_SEPARATOR

# Quantities with a true zero: "three times as much" means something.
HAS_ZERO = re.compile(
    r"\b(?:speed|velocity|density|mass|weight|length|height|width|depth|diameter|radius|area|"
    r"volume|"
    r"distance|population|capacity|energy|power|frequency|"
    r"wavelength|resistance|thickness|half-life|lifespan|pressure|acceleration|force|"
    r"calories|bandwidth|conductivity|elevation)$|"
    r"(?:速度|密度|质量|重量|长度|高度|宽度|深度|直径|半径|面积|体积|距离|人口|容量|能量|功率|"
    r"频率|波长|电阻|厚度|半衰期|寿命|热值|比热容|压强|压力|周长|海拔|里程|流量|速率|带宽|"
    r"含量|热量)$",
    re.I,
)
_DIFFERENCE = re.compile(
    r"\b(?:(?:melting|boiling|freezing|flash|ignition) points?|temperature|life expectancy)$|"
    r"(?:熔点|沸点|凝固点|(?:最高|最低|平均|表面|临界|燃烧)温度|气温|平均寿命|预期寿命|燃点)$",
    re.I,
)
_LEAST, _MOST = 1.5, 200  # times
_LONGEST_ZH = 5  # characters of a quantity that needs no explanation
_ONE_CASE = re.compile(
    r"^(?:一[^种]|把|将|用|在|从|甲|乙|丙|第|实验)|\b(?:trial|sample|test|case|my|his|her|our)\b",
    re.I,
)
_READINGS = re.compile(
    r"实验|探究|测量|记录|结果|数据|\b(?:experiment|trial|results?|measure\w*|data|samples?)\b",
    re.I,
)
_MOST_PAIRS = 12


def find_comparisons(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    """Chinese only: alone, an English one reads as sums with two numbers that it tells itself."""
    if language is not Language.ZH:
        return
    for passage in passages:
        figures = read_figures(passage) if passage.language is language else None
        if figures is None or not differ(figures.names) or _holds_readings(figures):
            continue
        # The same quantity in another unit is asked once.
        for column in {column.name: column for column in reversed(figures.columns)}.values():
            yield from choose_two(list(_compare(figures, column)))


def _holds_readings(figures: Figures) -> bool:
    """What somebody measured or added up once is no fact to compare."""
    if figures.total is not None:
        return True  # parts of a whole: their shares are asked for
    section = figures.passage.heading.rpartition(PATH_SEPARATOR)[2]
    return _READINGS.search(section) is not None or any(map(_ONE_CASE.search, figures.names))


def _compare(figures: Figures, column: Column) -> Iterator[Problem]:
    times, more = HAS_ZERO.search(column.name), _DIFFERENCE.search(column.name)
    if not (times or more) or not column.unit or column.unit == "%":
        return
    if figures.language is Language.ZH and ("的" in column.name or len(column.name) > _LONGEST_ZH):
        return
    pairs = 0
    for one, other in permutations(range(len(figures.names)), 2):
        large, small = column.values[one], column.values[other]
        if not large or not small or not large > small or pairs == _MOST_PAIRS:
            continue
        if not all(names_thing(figures.names[i], figures.language) for i in (one, other)):
            continue
        if times and is_telling(column, one, other):
            pairs += 1
            yield ask_times(figures, column, one, other)
        elif more:
            pairs += 1
            yield ask_difference(figures, column, one, other)


def is_telling(column: Column, one: int, other: int) -> bool:
    """Whether one is clearly a number of times the other."""
    large, small = column.values[one], column.values[other]
    return bool(large and small) and _LEAST <= Fraction(large or 0) / Fraction(small or 1) <= _MOST


def _given(figures: Figures, column: Column, one: int, other: int) -> str:
    a, b = (escape(figures.names[place]) for place in (one, other))
    x, y = (column.tell(place) for place in (one, other))
    if figures.language is Language.ZH:
        return f"{a}的{column.name}是 {x}，{b}的{column.name}是 {y}。"
    return f"The {lower_first(escape(column.name))} is {x} for “{a}” and {y} for “{b}”."


def ask_times(figures: Figures, column: Column, one: int, other: int) -> Problem:
    a, b = (escape(figures.names[place]) for place in (one, other))
    x, y = column.number(one), column.number(other)
    given = _given(figures, column, one, other)
    if figures.language is Language.ZH:
        stem = f"{a}的{column.name}是{b}的多少倍？"
        solution = f"{f'{x} {column.unit}'.strip()} ÷ {f'{y} {column.unit}'.strip()} = {{answer}}"
        hints = (
            "“甲是乙的多少倍”用甲除以乙。",
            "先看哪一个数大，再想结果应该大于 1 还是小于 1。",
        )
        slips = (
            Slip(formula=f"{y} / {x}", feedback=f"这是用{b}的数除以{a}的数，倒过来了。"),
            Slip(formula=f"{x} - {y}", feedback="这是两者相差多少；问的是多少倍，应当相除。"),
        )
    else:
        name = lower_first(escape(column.name))
        stem = f"How many times as large as the {name} for “{b}” is the {name} for “{a}”?"
        solution = f"{f'{x} {column.unit}'.strip()} ÷ {f'{y} {column.unit}'.strip()} = {{answer}}"
        hints = (
            "“How many times” asks for a quotient, not for a difference.",
            "Divide by the value that is taken as the measure; look whether the result has to be "
            "above or below 1.",
        )
        slips = (
            Slip(formula=f"{y} / {x}", feedback="The two values are divided the other way round."),
            Slip(formula=f"{x} - {y}", feedback="This is how much more it is, not how many times."),
        )
    parts = (given, stem, f"{x} / {y}", "", solution)
    return _problem(figures, column, (one, other), parts, hints, slips)


def ask_difference(figures: Figures, column: Column, one: int, other: int) -> Problem:
    a, b = (escape(figures.names[place]) for place in (one, other))
    x, y = column.number(one), column.number(other)
    given = _given(figures, column, one, other)
    solution = column.work_out(f"{x} - {y}", figures.language)
    years = all(YEAR.match(figures.names[place]) for place in (one, other))
    if figures.language is Language.ZH:
        a, b = (f"{own.rstrip('年')}年" if years else own for own in (a, b))
        stem = f"{a}与{b}的{column.name}相差多少{column.ask_in(Language.ZH)}"
        hints = ("“相差多少”问的是差。", "用较大的数减去较小的数，单位不变。")
        slips = (Slip(formula=f"{x} + {y}", feedback="这是两者之和；问的是相差多少。"),)
    else:
        name = lower_first(escape(column.name))
        asked = f"is the {name} for “{a}” above that for “{b}”"
        if years:
            asked = f"did the {name} differ between {min(a, b)} and {max(a, b)}"
        stem = f"By how much {asked}{column.ask_in(Language.EN)}"
        hints = (
            "“By how much” asks for a difference.",
            "Take the smaller value from the larger one; the unit stays the same.",
        )
        slips = (Slip(formula=f"{x} + {y}", feedback="This is the sum of the two values."),)
    parts = (given, stem, f"{x} - {y}", column.unit, solution)
    return _problem(figures, column, (one, other), parts, hints, slips)


def _problem(
    figures: Figures,
    column: Column,
    rows: tuple[int, int],
    parts: tuple[str, str, str, str, str],
    hints: tuple[str, str],
    slips: tuple[Slip, ...],
) -> Problem:
    given, stem, formula, unit, solution = parts
    return Problem(
        target=f"{figures.passage.id} {column.name} {rows}",
        given=given,
        stem=stem,
        formula=formula,
        variables=(),
        unit=unit,
        decimals=_decimals(column) if unit else _places_of_ratio(column, rows),
        solution=solution,
        hints=hints,
        passage=figures.passage,
        quote=figures.lines[rows[0]],
        also=figures.lines[rows[1]],
        alike=figures.passage.id,
        mistakes=slips,
    )


def _places_of_ratio(column: Column, rows: tuple[int, int]) -> int:
    large, small = (column.values[place] or Fraction(1) for place in rows)
    ratio = large / small
    return 1 if ratio >= 10 or (ratio * 10).denominator == 1 else 2


def _decimals(column: Column) -> int:
    return max(len(shown.partition(".")[2]) for shown in column.shown)

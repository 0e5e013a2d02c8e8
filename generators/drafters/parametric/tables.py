"""Problems on tables: days that are left of a period, masses from densities, ways from speeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generators.drafters.extractive.grid import Grid, can_name_rows, header_unit, read_grid
from generators.drafters.parametric.problem import Problem
from generators.drafters.text.english import lower_title
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip, Variable
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks

_PERIOD = re.compile(
    r"\b(?:period|retention|kept for|deadline|limit)\b|期限|保存期|时限|保管期", re.I
)
_DAYS = re.compile(r"^(?P<days>\d{2,4}) (?:days|天|日)$|^(?P<zh>\d{2,4}) ?[天日]$")
_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")


@dataclass(frozen=True, slots=True)
class _Rate:
    """What a column of rates gives: `amount` times the rate is `result`."""

    amount: str
    result: str
    stem_zh: str
    stem_en: str
    formula: str
    low: float
    high: float
    step: float
    law_zh: str
    law_en: str


_RATES = {
    "g/cm³": _Rate(
        "cm³",
        "g",
        "{row}的密度是 {rate} g/cm³。体积为 {{n}} cm³ 的{row}，质量是多少？（单位：g）",
        "A density of {rate} g/cm³ is given for {row}. What is the mass of {{n}} cm³ of it, in g?",
        "{rate} * n",
        10,
        90,
        10,
        "质量 = 密度 × 体积",
        "mass = density x volume",
    ),
    "m/s": _Rate(
        "s",
        "m",
        "{row}的速度是 {rate} m/s。以这个速度匀速运动 {{n}} s，通过的路程是多少？（单位：m）",
        "A speed of {rate} m/s is given for {row}. How far does it get in {{n}} s, in m?",
        "{rate} * n",
        10,
        120,
        10,
        "路程 = 速度 × 时间",
        "distance = speed x time",
    ),
}


def find_in_tables(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    for passage in passages:
        grid = read_grid(passage)
        if grid is None or passage.language is not language or injection_marks(passage.text):
            continue
        if can_name_rows(grid):
            yield from _periods(grid)
            yield from _rates(grid)


def _periods(grid: Grid) -> Iterator[Problem]:
    """ "A record of 20 days ago is kept for 90 days: how many days are left?" """
    for column, header in enumerate(grid.headers):
        if not column or not _PERIOD.search(header):
            continue
        for number, row in enumerate(grid.rows):
            if match := _DAYS.match(row[column]):
                days = int(match["days"] or match["zh"])
                yield _period(grid, number, header, days)


def _period(grid: Grid, number: int, header: str, days: int) -> Problem:
    row = escape(grid.rows[number][0])
    if grid.language is Language.ZH:
        stem = (
            f"“{row}”的{escape(header)}是 {days} 天。从期限开始算起已经过了 {{n}} 天，还剩多少天？"
        )
        solution = f"还剩 {days} 天 - {{n}} 天 = {{answer}} 天"
        passed = "这是已经过去的天数；问的是还剩多少天。"
        hints = (
            "从整个期限里减去已经过去的天数。",
            "期限从规定的起点算起，而不是从想起来的那天算起。",
        )
        unit = "天"
    else:
        name = lower_title(escape(header), frozenset())
        stem = f"Of the {name} for “{row}”, {{n}} days have passed. How many days are left?"
        solution = f"The {name} is {days} days: {days} days - {{n}} days = {{answer}} days"
        passed = "These are the days that have passed; the days that are left are asked for."
        hints = (
            f"First recall how long the whole {name} is.",
            "Subtract the days that have passed from the whole period.",
        )
        unit = "days"
    step = 1 if days <= 60 else 5
    high = step * ((days - 3) // step)
    return Problem(
        target=f"{grid.passage.id} {grid.rows[number][0]}",
        stem=stem,
        formula=f"{days} - n",
        variables=(Variable(name="n", low=step * 2, high=high, step=step),),
        mistakes=(Slip(formula="n", feedback=passed),),
        unit=unit,
        decimals=0,
        solution=solution,
        hints=hints,
        passage=grid.passage,
        quote=grid.line(number),
        alike=grid.passage.id,
    )


def _rates(grid: Grid) -> Iterator[Problem]:
    for column, header in enumerate(grid.headers):
        rate = _RATES.get(header_unit(header)[1])
        if not column or rate is None:
            continue
        for number, row in enumerate(grid.rows):
            if _NUMBER.match(row[column]) and float(row[column]) >= 0.5:
                yield _rate(grid, number, row[column], rate)


def _rate(grid: Grid, number: int, value: str, rate: _Rate) -> Problem:
    row = grid.rows[number][0]
    chinese = grid.language is Language.ZH
    law = rate.law_zh if chinese else rate.law_en
    stem = (rate.stem_zh if chinese else rate.stem_en).format(row=escape(row), rate=value)
    unit_hint = (
        f"注意单位：结果用 {rate.result} 表示。" if chinese else f"The result is in {rate.result}."
    )
    sign = "×" if chinese else "x"
    return Problem(
        target=f"{grid.passage.id} {row}",
        stem=stem,
        formula=rate.formula.format(rate=value),
        variables=(Variable(name="n", low=rate.low, high=rate.high, step=rate.step),),
        unit=rate.result,
        decimals=1,
        solution=f"{law} = {value} {sign} {{n}} {rate.result} = {{answer}} {rate.result}",
        hints=(f"先写出公式：{law}。" if chinese else f"Write down the formula: {law}.", unit_hint),
        passage=grid.passage,
        quote=grid.line(number),
        alike=grid.passage.id,
    )

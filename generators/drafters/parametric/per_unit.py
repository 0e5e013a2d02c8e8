"""One column of a table by another one, where the quotient is a quantity that courses name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.drafters.parametric.figures import Column, Figures
from generators.drafters.parametric.problem import Problem
from generators.drafters.text.english import lower_first
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.folding import fold_text


@dataclass(frozen=True, slots=True)
class _Quotient:
    """Patterns of the names of what is divided, and by what; its own name in both languages."""

    dividend: re.Pattern[str]
    divisor: re.Pattern[str]
    english: str
    chinese: str


def _name(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\b)(?:{pattern})$", re.I)


_QUOTIENTS = (
    _Quotient(_name("mass|质量"), _name("volume|体积"), "density", "密度"),
    _Quotient(_name("population|人口"), _name("area|面积"), "population density", "人口密度"),
    _Quotient(
        _name("yield|harvest|总产量|产量"),
        _name("area|cultivated area|播种面积|种植面积|面积"),
        "yield per unit of area",
        "单位面积产量",
    ),
    _Quotient(_name("force|压力"), _name("area|受力面积"), "pressure", "压强"),
    _Quotient(_name("distance|路程"), _name("duration|用时"), "average speed", "平均速度"),
)


def ask_per_unit(figures: Figures, one: Column, other: Column, place: int) -> Problem | None:
    """None where their quotient has no name, or the table has it already."""
    quotient = next(
        (q for q in _QUOTIENTS if q.dividend.match(one.name) and q.divisor.match(other.name)), None
    )
    if quotient is None or not other.values[place]:
        return None
    name = quotient.chinese if figures.language is Language.ZH else quotient.english
    if any(fold_text(name) in fold_text(column.name) for column in figures.columns):
        return None
    return _build(figures, (one, other), place, name)


def _build(figures: Figures, pair: tuple[Column, Column], place: int, name: str) -> Problem:
    own = escape(figures.names[place])
    x, y = (column.number(place) for column in pair)
    unit = f"{pair[0].unit}/{pair[1].unit}"
    first, second = (escape(column.name) for column in pair)
    if figures.language is Language.ZH:
        stem = f"{own}的{name}是多少？（单位：{unit}）"
        hints = (f"{name}等于{first}除以{second}。", "两个数都在同一行里。")
        turned = f"这是用{second}除以{first}，倒过来了。"
        law = f"{name} = {first} ÷ {second}"
    else:
        first, second = lower_first(first), lower_first(second)
        stem = f"What is the {name} for “{own}”, in {unit}?"
        hints = (
            f"Divide the {first} by the {second}.",
            "Both numbers stand in the same row.",
        )
        turned = f"This is the {second} divided by the {first}; it goes the other way round."
        law = f"{name} = {first} ÷ {second}"
    return Problem(
        target=f"{figures.passage.id} {name} {place}",
        stem=stem,
        formula=f"{x} / {y}",
        variables=(),
        unit=unit,
        decimals=2,
        solution=f"{law} = {x} {pair[0].unit} ÷ {y} {pair[1].unit} = {{answer}} {unit}",
        hints=hints,
        passage=figures.passage,
        quote=figures.lines[place],
        mistakes=(Slip(formula=f"{y} / {x}", feedback=turned),),
    )

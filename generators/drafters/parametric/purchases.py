"""What two things of a table of prices cost together, in fresh numbers of each."""

from __future__ import annotations

import re

from generators.drafters.parametric.figures import Column, Figures
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import amount, count_places
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip

# What is bought by the piece, the weight or the measure; nobody buys three days of a thing.
_EACH_ZH = re.compile(
    r"^元/(?P<each>千克|公斤|斤|克|吨|升|米|kg|[件个支本盒瓶袋张台块只条双套包箱束把])$"
)
_PRICE_EN = re.compile(
    r"^(?:unit price|price (?:each|per (?:item|piece|ticket))|ticket price)$", re.I
)
_MONEY_EN = frozenset(("dollars", "euros", "pounds"))


def ask_purchase(figures: Figures, column: Column, one: int, other: int) -> Problem | None:
    """None where the column holds no prices of single things."""
    if figures.language is Language.ZH:
        match = _EACH_ZH.match(column.unit)
        return _build(figures, column, (one, other), _words_zh(match["each"])) if match else None
    if column.unit not in _MONEY_EN or not _PRICE_EN.match(column.name):
        return None
    return _build(figures, column, (one, other), _words_en(column.unit))


_Words = tuple[str, str, tuple[str, str], tuple[str, str]]


def _words_zh(each: str) -> _Words:
    return (
        f"买 {{n}} {each}{{one}}和 {{m}} {each}{{other}}，一共要多少元？",
        "元",
        ("先分别算出两种各要多少元。", "总价等于单价乘以数量，再把两种的总价相加。"),
        ("两种的数量弄反了。", "这只是其中一种的价钱。"),
    )


def _words_en(money: str) -> _Words:
    return (
        f"What do {{n}} of “{{one}}” and {{m}} of “{{other}}” cost together, in {money}?",
        money,
        (
            "Work out first what each of the two comes to.",
            "What several cost is the price times their number; add the two.",
        ),
        ("The numbers of the two are exchanged.", "This is what one of the two comes to."),
    )


def _build(figures: Figures, column: Column, places: tuple[int, int], words: _Words) -> Problem:
    stem, unit, hints, feedback = words
    names = {"one": figures.names[places[0]], "other": figures.names[places[1]]}
    for place, name in names.items():
        stem = stem.replace(f"{{{place}}}", escape(name))
    x, y = (column.number(place) for place in places)
    return Problem(
        target=f"{figures.passage.id} {column.name} purchase {places}",
        stem=stem,
        formula=f"{x} * n + {y} * m",
        variables=(amount((2, 9, 1)), amount((2, 9, 1), "m")),
        unit=unit,
        decimals=max(map(count_places, (x, y))),
        solution=f"{x} × {{n}} + {y} × {{m}} = {{answer}} {unit}",
        hints=hints,
        passage=figures.passage,
        quote=figures.lines[places[0]],
        also=figures.lines[places[1]],
        mistakes=(
            Slip(formula=f"{x} * m + {y} * n", feedback=feedback[0]),
            Slip(formula=f"{x} * n", feedback=feedback[1]),
        ),
    )

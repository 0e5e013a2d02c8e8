"""The words of cases on tables, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generators.drafters.parametric.figures import Column, Figures
from generators.drafters.text.english import lower_first
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language, MultipleChoice, Option
from generators.exercise.texts import units_of


@dataclass(frozen=True, slots=True)
class _Words:
    about: str
    figures: str  # where the heading is a question, or tells more than a name
    head: str
    source: str


WORDS = {
    Language.EN: _Words(
        "Figures on “{section}”:",
        "Here are figures on {names}:",
        "{name} ({unit})",
        "The course has this under “{section}”.",
    ),
    Language.ZH: _Words(
        "“{section}”的有关数据如下：",
        "以下是有关{names}的数据：",
        "{name}（{unit}）",
        "出自教材“{section}”。",
    ),
}
_ASKS = re.compile(
    r"^(?:what|how|why|when|where|who|which|is|are|do|does|can|should)\b|[?？]$|^(?:什么|怎样|怎么|"
    r"如何|为什么|为何|哪)|(?:是什么|吗|呢)$",
    re.I,
)
_LONGEST = 12  # words of a heading that names something, or Chinese characters
# What is called high, long or heavy; the rest is large.
_HIGH_EN = re.compile(
    r"\b(?:temperature|point|speed|velocity|price|cost|pressure|frequency|rate|wages?|salary|"
    r"expectancy|elevation|altitude|level|income|consumption|output|production)$",
    re.I,
)
_LONG_EN = re.compile(r"\b(?:length|duration|half-life|lifespan|wavelength|period|life)$", re.I)
_LARGEST_ZH = (
    (re.compile("(?:温度|气温|点|价格?|成本|高度|海拔|身高|寿命|收入|工资|频率|费用)$"), "最高"),
    (re.compile("(?:长度|里程|周期|半衰期|时长|波长|周长)$"), "最长"),
    (re.compile("(?<!质)(?<!重)量$|[人次件个户台]数$|人口$"), "最多"),
)  # fmt: skip


def introduce(section: str, columns: Sequence[Column], language: Language) -> str:
    """What the table of the columns is about."""
    words = WORDS[language]
    if not _ASKS.search(section) and len(units_of(section)) <= _LONGEST:
        return words.about.format(section=escape(section))
    names = [escape(column.name) for column in columns]
    if language is Language.ZH:
        return words.figures.format(names="、".join(names))
    named = [f"the {lower_first(name)}" for name in names]
    listed = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return words.figures.format(names=listed)


def ask_largest(
    figures: Figures, column: Column, places: Sequence[int], key: int, *, by_year: bool
) -> MultipleChoice:
    """Which of the rows at `places`, in this order, has the largest number in the column."""
    if figures.language is Language.ZH:
        stem, hints, why, told = _in_chinese(figures, column, key, by_year=by_year)
    else:
        stem, hints, why, told = _in_english(figures, column, key, by_year=by_year)
    options = []
    for place in places:
        value = column.tell(place)
        text = figures.names[place]
        feedback = "" if place == key else told.format(row=escape(text), value=value)
        options.append(Option(text=text, correct=place == key, feedback=feedback))
    return MultipleChoice(
        stem=stem,
        language=figures.language,
        options=tuple(options),
        explanation=why,
        hints=hints,
    )


_Told = tuple[str, tuple[str, str], str, str]


def _in_english(figures: Figures, column: Column, key: int, *, by_year: bool) -> _Told:
    name, own = lower_first(escape(column.name)), escape(figures.names[key])
    word = "highest" if _HIGH_EN.search(column.name) else "largest"
    word = "longest" if _LONG_EN.search(column.name) else word
    asked = f"In which of these years was the {name} {word}?"
    if not by_year:
        asked = f"For which of these is the {name} {word}?"
    return (
        asked,
        (
            f"Stay within one column of the table: the one for the {name}.",
            "Look first at how many digits each number has before the decimal point.",
        ),
        f"{own}: {column.tell(key)}, and no number of the column is larger.",
        "{row}: {value}. The column has a larger number.",
    )


def _in_chinese(figures: Figures, column: Column, key: int, *, by_year: bool) -> _Told:
    name, own = escape(column.name), escape(figures.names[key])
    word = next((w for pattern, w in _LARGEST_ZH if pattern.search(column.name)), "最大")
    asked = f"哪一年的{name}{word}？" if by_year else f"下列各项中，哪一项的{name}{word}？"
    return (
        asked,
        (f"只看表中“{name}”这一列。", "先比较各数整数部分的位数。"),
        f"{own}的{name}是 {column.tell(key)}，这一列中没有更大的数。",
        f"{{row}}的{name}是 {{value}}，这一列中还有更大的数。",
    )

"""Amounts by body weight and rates with two ends, as handbooks of care give them: "30 mL/kg",
"100-120 compressions/minute", “每千克体重 5 毫克”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import amount, count_places, told_passages
from generators.exercise.content import Language
from generators.exercise.family import Slip, Variable
from generators.exercise.passage import Passage
from generators.sources.sentences import split_sentences

_N = r"(?<![\d.,~～–-])(?P<number>\d+(?:\.\d+)?)"
_DOSE_EN = re.compile(
    rf"(?<![<>≥≤~] ){_N} ?(?P<unit>mg|mL|ml|g|mcg|µg|units|kcal)(?:/kg| per (?:kg|kilogram)(?: of "
    rf"body ?weight)?)"
    r"(?![\w/·]| per| an? | every| daily|\s?[-–])"
)
_DOSE_ZH = re.compile(
    rf"(?<![<>≥≤约~～]){_N} ?(?P<unit>mg|ml|mL|g|毫克|毫升|克|μg|微克)/(?:kg|千克|公斤)(?!·|/|"
    rf"[-~～])|每(?:kg|千克|公斤)体重 ?(?P<number2>\d+(?:\.\d+)?) ?(?P<unit2>mg|ml|mL|g|毫克|毫升|"
    rf"克|μg|微克)(?!·|/|[-~～])"
)
_SUBSTANCE = re.compile(r" (?:of )?(crystalloids?|saline|fluids?|blood|plasma|albumin|glucose)\b")
_CARE = re.compile(
    r"\b(?:patients?|dos(?:e|es|age)|iv|fluids?|infus\w+|bolus|body weight|resuscitation|"
    r"orally|inject\w+|tablets?|nurs\w+|crystalloid)\b|患者|病人|剂量|体重|口服|静脉|注射|补液|"
    r"用量|输液",
    re.I,
)
# What goes by the weight that a body of this height should have.
_OTHER_WEIGHT = re.compile(r"\b(?:tidal|predicted|ideal|lean)\b|潮气量|理想体重|标准体重", re.I)
_YOUNG = re.compile(
    r"\b(?:child|children|infants?|p(?:a)?ediatric|neonat\w+|newborns?)\b|小儿|儿童|婴|新生儿", re.I
)
_VARIES = re.compile(
    r"\b(?:or|up to|maximum|max|minimum|at least)\b|[~～]|最大|最多|不超过|至少|每日|每天|每次|"
    r"每小时|分次|首剂",
    re.I,
)
_BETWEEN_EN = re.compile(
    r"(?<![\d.<>≥≤-])(?P<low>\d{1,3})(?:[-–]| to )(?P<high>\d{1,3}) ?(?P<what>compressions|drops|"
    r"ventilations)(?:/| per | a )(?:min|minute)\b"
)
_BETWEEN_ZH = re.compile(
    r"(?P<what>按压|通气|滴)[^，。；]{0,12}?每分钟 "
    r"?(?P<low>\d{2,3})[-~～—–至到](?P<high>\d{2,3}) ?(?P<unit>次|滴)|(?P<what2>按压|通气)[^，"
    r"。；]{0,8}?(?P<low2>\d{2,3})[-~～—–至到](?P<high2>\d{2,3}) ?(?P<unit2>次)/(?:min|分钟?)"
)


def find_doses(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    for passage in told_passages(passages, language):
        for sentence in _pieces(passage) if passage.kind != "table" else ():
            yield from _doses(passage, sentence)
            yield from _between(passage, sentence)


def _pieces(passage: Passage) -> list[str]:
    if passage.kind == "list":
        return [line for line in passage.text.split("\n") if line.strip()]
    return split_sentences(passage.text)


def _doses(passage: Passage, sentence: str) -> Iterator[Problem]:
    chinese = passage.language is Language.ZH
    found = list((_DOSE_ZH if chinese else _DOSE_EN).finditer(sentence))
    if len(found) != 1 or _VARIES.search(sentence) or _OTHER_WEIGHT.search(sentence):
        return
    if not _CARE.search(f"{sentence} {passage.heading}"):
        return
    groups = found[0].groupdict()
    number, unit = groups["number"] or groups["number2"], groups["unit"] or groups["unit2"]
    young = _YOUNG.search(f"{sentence} {passage.heading}") is not None
    yield (
        _dose_zh(passage, sentence, number, unit, young)
        if chinese
        else _dose_en(passage, sentence, number, unit, young)
    )


def _weight(young: bool) -> Variable:
    return amount((8.0, 24.0, 1.0) if young else (52.0, 92.0, 4.0))


def _dose_en(passage: Passage, sentence: str, number: str, unit: str, young: bool) -> Problem:
    whom = "child" if young else "patient"
    of = f" of {what[1]}" if (what := _SUBSTANCE.match(sentence.partition("/kg")[2])) else ""
    return Problem(
        target=f"dose {number} {unit}",
        alike=f"dose {passage.source}",
        stem=(
            f"At {number} {unit}{of} per kilogram of body weight, how many {unit} does that come "
            f"to for a {whom} of {{n}} kg?"
        ),
        formula=f"{number} * n",
        variables=(_weight(young),),
        unit=unit,
        decimals=count_places(number),
        solution=f"{number} {unit}/kg × {{n}} kg = {{answer}} {unit}",
        hints=(
            "The amount is given for each kilogram.",
            "The heavier the body, the larger the amount: multiply.",
        ),
        passage=passage,
        quote=sentence,
        mistakes=(
            Slip(
                formula=f"n / {number}",
                feedback="This divides the weight by the amount; each kilogram adds to it.",
            ),
            Slip(
                formula=f"{number} * n * 22 / 10",
                feedback="This takes the weight in pounds; the amount is given by the kilogram.",
            ),
        ),
    )


def _dose_zh(passage: Passage, sentence: str, number: str, unit: str, young: bool) -> Problem:
    whom = "患儿" if young else "患者"
    return Problem(
        target=f"dose {number} {unit}",
        alike=f"dose {passage.source}",
        stem=f"按每千克体重 {number} {unit} 计算，体重 {{n}} 千克的{whom}需要多少 {unit}？",
        formula=f"{number} * n",
        variables=(_weight(young),),
        unit=unit,
        decimals=count_places(number),
        solution=f"{number} {unit}/kg × {{n}} kg = {{answer}} {unit}",
        hints=("题目给的是每千克体重的量。", "体重越大，需要的量越多，应当相乘。"),
        passage=passage,
        quote=sentence,
        mistakes=(
            Slip(formula=f"n / {number}", feedback="这是用体重除以每千克的量；应当相乘。"),
            Slip(formula=f"{number} * n * 2", feedback="这是按“斤”算的体重；1 千克等于 2 斤。"),
        ),
    )


def _between(passage: Passage, sentence: str) -> Iterator[Problem]:
    chinese = passage.language is Language.ZH
    found = list((_BETWEEN_ZH if chinese else _BETWEEN_EN).finditer(sentence))
    if len(found) != 1 or re.search(r"[<>≥≤]", sentence):
        return
    groups = found[0].groupdict()
    low, high = groups["low"] or groups["low2"], groups["high"] or groups["high2"]
    what = groups["what"] or groups["what2"]
    if int(low) < int(high):
        yield (
            _least_zh(passage, sentence, (low, high), what)
            if chinese
            else _least_en(passage, sentence, (low, high), what)
        )


def _least_en(passage: Passage, sentence: str, ends: tuple[str, str], what: str) -> Problem:
    low, high = ends
    return _least(
        passage,
        sentence,
        ends,
        what,
        stem=(
            f"The rate is to be {low} to {high} {what} per minute. What is the smallest number of "
            f"{what} in {{n}} minutes that keeps to it?"
        ),
        unit=what,
        solution=f"{low} {what} per minute × {{n}} minutes = {{answer}} {what}",
        hints=(
            "The smallest number comes with the slowest rate that is allowed.",
            "The rate is told for one minute.",
        ),
        feedback=(
            f"This is with {high} a minute, the fastest rate: the largest number.",
            "This is with the middle of the two rates; fewer are allowed.",
        ),
    )


def _least_zh(passage: Passage, sentence: str, ends: tuple[str, str], what: str) -> Problem:
    low, high = ends
    unit = "滴" if what == "滴" else "次"
    name = "滴速" if what == "滴" else f"{what}频率"
    return _least(
        passage,
        sentence,
        ends,
        what,
        stem=f"{name}要求为每分钟 {low}～{high} {unit}。按这一要求，{{n}} 分钟至少多少{unit}？",
        unit=unit,
        solution=f"{low} {unit} × {{n}} = {{answer}} {unit}",
        hints=("“至少”对应允许的最慢频率。", "题目给的是每分钟的量。"),
        feedback=(
            f"这是按每分钟 {high} {unit}（最快）算的，是最多的数。",
            "这是按两个数的平均值算的；允许比这更少。",
        ),
    )


def _least(
    passage: Passage,
    sentence: str,
    ends: tuple[str, str],
    what: str,
    *,
    stem: str,
    unit: str,
    solution: str,
    hints: tuple[str, str],
    feedback: tuple[str, str],
) -> Problem:
    low, high = ends
    return Problem(
        target=f"least {what} {low}",
        stem=stem,
        formula=f"{low} * n",
        variables=(amount((2, 9, 1)),),
        unit=unit,
        decimals=0,
        solution=solution,
        hints=hints,
        passage=passage,
        quote=sentence,
        mistakes=(
            Slip(formula=f"{high} * n", feedback=feedback[0]),
            Slip(formula=f"({low} + {high}) / 2 * n", feedback=feedback[1]),
        ),
    )

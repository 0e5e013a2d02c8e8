"""Rates that a Chinese sentence tells of a thing in general: “心脏每分钟跳动 75 次”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generators.drafters.extractive.facts import Sentence
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import Span, amount, count_places, times
from generators.drafters.text.generality_zh import is_fact
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip

_N = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_WHAT = (
    r"次|升|毫升|千克|公斤|克|毫克|吨|千米|公里|米|厘米|毫米|立方米|转|圈|字|词|页|滴|千卡|千焦|"
    r"焦耳?|千瓦时|mL|ml|L|kg|mg|g|km|m|cm|mm|m³"
)
_RATE = re.compile(
    rf"每(?P<each>秒钟?|分钟?|小时|天|日|周|月|年)(?P<verb>[\u4e00-\u9fff]{{0,6}}?) ?{_N} "
    rf"?(?P<what>{_WHAT})"
    r"(?P<rest>[\u4e00-\u9fff]{0,4})(?=[，。；]|$)"
)
_LOOSE = re.compile(
    r"至少|至多|最[多少高低大小快慢]|以[上下内]|不超过|不少于|不低于|不高于|不足|超过|"
    r"可达|高达|达到|近|几乎|往往|有时|如果|若|当|假[设如]|例如|比如|之间|每[^，。"
    r"]*每|或|增[长加]|减少|上升|下降|今|去年|目前|[-~～—–至到±≈<>≤≥]|比|倍|%|某|每人|限|"
    r"(?:平方|立方|次方)(?:秒|分|小?时)|[秒钟分时]的?(?:平方|立方|[二三]次方)(?!米)"
)
_SOFT = re.compile(
    r"大约|约|左右|平均|一般|通常|正常"
)  # then the question says what to reckon with
_EACH = {"秒钟": "秒", "分": "分钟", "日": "天"}


@dataclass(frozen=True, slots=True)
class _Span:
    own: Span
    larger: str = ""
    factor: int = 1
    of_larger: Span = (2, 9, 1)


_SPANS = {
    "秒": _Span((5, 45, 5), "分钟", 60),
    "分钟": _Span((3, 45, 3), "小时", 60, (2, 8, 1)),
    "小时": _Span((3, 20, 1)),
    "天": _Span((4, 30, 1), "周", 7),
    "周": _Span((3, 26, 1)),
    "月": _Span((3, 11, 1), "年", 12, (2, 6, 1)),
    "年": _Span((2, 20, 1)),
}


def find_rates_zh(sentences: Iterable[Sentence]) -> Iterator[Problem]:
    """Of sentences that stand alone."""
    for sentence in sentences:
        if sentence.passage.language is not Language.ZH:
            continue
        found = list(_RATE.finditer(sentence.text))
        if len(found) != 1 or len(re.findall(r"\d[\d,.]*", sentence.text)) != 1:
            continue
        if not _LOOSE.search(sentence.text) and is_fact(sentence.text):
            yield from _ask(sentence, found[0])


def _ask(sentence: Sentence, match: re.Match[str]) -> Iterator[Problem]:
    each = _EACH.get(match["each"], match["each"])
    span = _SPANS[each]
    yield _problem(sentence, match, each, each, 1, span.own)
    if span.larger:
        yield _problem(sentence, match, each, span.larger, span.factor, span.of_larger)
    if match["verb"] and not match["rest"]:
        yield _how_long(sentence, match, each)


def _count(time: str) -> str:
    return f"{{n}} 个{time}" if time == "月" else f"{{n}} {time}"


def _premise(sentence: Sentence) -> str:
    told = escape(sentence.text.rstrip("。")).replace("{", "（").replace("}", "）")
    return f"{told}。"


def _reckon(sentence: Sentence, match: re.Match[str], each: str) -> str:
    if _SOFT.search(sentence.text):
        return f"按每{each} {match['number']} {match['what']}计算"
    return "照此计算"


def _how_long(sentence: Sentence, match: re.Match[str], each: str) -> Problem:
    """The amount is drawn as so many times the rate."""
    what, number, unit = match["what"], match["number"].replace(",", ""), _unit_of(each)
    verb = _SOFT.sub("", match["verb"])
    return Problem(
        target=f"time {sentence.text}",
        given=_premise(sentence),
        stem=f"{_reckon(sentence, match, each)}，{verb} {{n}} {what}需要多少{unit}？",
        formula=f"n / {number}",
        variables=(times(_SPANS[each].own, number),),
        unit=unit,
        decimals=0,
        solution=f"{{n}} {what} ÷ {number} {what} = {{answer}} {unit}",
        hints=(f"每{each}的量都一样多。", "想一想：总量里含有多少个这样的量。"),
        passage=sentence.passage,
        quote=sentence.as_written,
        mistakes=(
            Slip(formula=f"n * {number}", feedback="这里把两个数相乘了；求时间应当相除。"),
            Slip(formula=f"{number} / n", feedback="除数和被除数倒过来了。"),
        ),
    )


def _problem(
    sentence: Sentence,
    match: re.Match[str],
    each: str,
    asked: str,
    factor: int,
    bounds: Span,
) -> Problem:
    what = match["what"]
    verb, rest = (_SOFT.sub("", match[part]) for part in ("verb", "rest"))
    number = match["number"].replace(",", "")
    times = f" × {factor}" if factor > 1 else ""
    slips = [
        Slip(
            formula=f"n / {number}",
            feedback=f"这是用时间除以每{each}的量；每过一{_unit_of(each)}都有这么多，应当相乘。",
        )
    ]
    if factor > 1:
        slips = [
            Slip(
                formula=f"{number} * n",
                feedback=f"这是 {{n}} {_unit_of(each)}的量；时间以{asked}为单位，要先换算。",
            )
        ]
    hints = (
        (f"先把{asked}换算成{_unit_of(each)}。", f"题目给的是每{each}的量。")
        if factor > 1
        else (f"题目给的是每{each}的量。", f"有多少{_unit_of(each)}，就有多少个这样的量。")
    )
    return Problem(
        target=f"rate {sentence.text} {asked}",
        given=_premise(sentence),
        stem=f"{_reckon(sentence, match, each)}，{_count(asked)}{verb}多少{what}{rest}？",
        formula=f"{number} * {factor} * n" if factor > 1 else f"{number} * n",
        variables=(amount(bounds),),
        unit=what,
        decimals=count_places(number),
        solution=f"{number} {what}{times} × {{n}} = {{answer}} {what}",
        hints=hints,
        passage=sentence.passage,
        quote=sentence.as_written,
        mistakes=tuple(slips),
    )


def _unit_of(each: str) -> str:
    return "个月" if each == "月" else each

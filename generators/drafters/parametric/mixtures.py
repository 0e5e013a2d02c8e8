"""Parts of a mixture by volume or mass, in tables and prose: how much of one is in a fresh "
"amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generators.drafters.extractive.wording import section_name
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import amount, told_passages
from generators.drafters.text.english import lower_first
from generators.drafters.text.markdown import escape
from generators.drafters.text.statements import is_clean, is_worked_example
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.folding import fold_width
from generators.exercise.passage import Passage
from generators.sources.sentences import split_sentences

_BY_VOLUME = re.compile(
    r"^(?:v ?%|vol\.? ?%|体积分数|体积百分[数比]|体积比|% by volume|体积含量)", re.I
)
_BY_MASS = re.compile(
    r"^(?:(?:w|m|wt)\.? ?%|质量分数|质量百分[数比]|重量百分[数比]|% by (?:mass|weight))", re.I
)
_BODY = re.compile(r"^(?:% of (?:total )?body weight|占体重(?:的)?(?:百分比|比例|%)?)", re.I)
_MIX_ZH = re.compile(r"(?P<mix>[\u4e00-\u9fff]{2,8}?)(?:中|的)?(?:各|主要|化学)?(?:组分|成分|组成)")
_MIX_EN = re.compile(
    r"^(?:the )?(?:chemical )?composition of (?P<mix>(?:dry )?[a-z]+(?: [a-z]+)?)$|"
    r"^(?P<mix2>(?:dry )?[a-z]+) composition$",
    re.I,
)
_OF_BODY = re.compile(r"\b(?:fluid|water|fat|muscle|bone|blood)s?$|[液水骨血]$|脂肪|肌肉", re.I)
_SHARE = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,3})?) ?%?$")
_WHOLES_EN = (
    r"(?:dry )?air|the (?:dry )?air|the atmosphere|sea ?water|blood|milk|brass|bronze|steel|soil|"
    r"wood|glass"
)
_PROSE_EN = re.compile(
    rf"^(?P<part>[A-Z][a-z]+(?: [a-z]+)?) (?:makes up|constitutes|accounts for) (?P<about>about |"
    rf"approximately |around )?(?P<number>\d{{1,2}}(?:\.\d+)?) ?(?:%|per ?cent) of "
    rf"(?P<whole>{_WHOLES_EN}) by (?P<by>volume|mass|weight)\.?$"
)
_WHOLES_ZH = r"空气|干空气|大气|海水|血液|牛奶|黄铜|青铜|钢|土壤|玻璃|天然气|煤气|人体"
_PROSE_ZH = re.compile(
    rf"(?:^|[，；：])(?P<part>[\u4e00-\u9fff]{{1,4}}?)(?P<about>大?约)?占(?P<whole>{_WHOLES_ZH})"
    r"(?:总)?(?P<by>体积|质量|重量)的?(?:大?约)? ?(?P<number>\d{1,2}(?:\.\d+)?) ?[%％](?=[，。；]|"
    r"$)"
)


def find_mixtures(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    for passage in told_passages(passages, language):
        if is_worked_example(passage.heading):
            continue
        if passage.kind == "table":
            yield from _of_table(passage)
        else:
            for sentence in split_sentences(passage.text):
                yield from _of_prose(passage, sentence)


def _of_table(passage: Passage) -> Iterator[Problem]:
    lines = passage.text.split("\n")
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    head, *rows = cells
    for column, header in enumerate(map(fold_width, head)):
        by = _measure(header)
        if not column or not by:
            continue
        whole = "body" if by == "body" else _mix_of(passage)
        found: list[tuple[float, str, str]] = []
        for line, row in zip(lines[1:], rows, strict=True):
            if len(row) != len(head) or not whole:
                continue
            share = _SHARE.match(fold_width(row[column]))
            part = re.sub(r"^\W+|\s*\([^()]*\)", "", fold_width(row[0])).strip()
            if by == "body" and not _OF_BODY.search(part):
                continue
            if share and _names_part(part, passage.language) and float(share["number"]) > 1:
                found.append((float(share["number"]), part, line))
        yield from _of_rows(passage, whole, by, sorted(found, reverse=True))


def _of_rows(
    passage: Passage, whole: str, by: str, found: list[tuple[float, str, str]]
) -> Iterator[Problem]:
    """The largest part in a fresh amount of the whole, and the whole that holds so much of the
    second: more would be the same question again.
    """
    for number, part, line in found[:1]:
        yield _ask(passage, line, (part, whole, by), f"{number:g}")
    for number, part, line in found[1:2]:
        if by != "body":
            yield _ask_back(passage, line, (part, whole, by), f"{number:g}")


def _ask_back(passage: Passage, quote: str, parts: tuple[str, str, str], number: str) -> Problem:
    chinese = passage.language is Language.ZH
    stem, unit, hints, _ = (_words_zh if chinese else _words_en)(*parts, number)
    part, whole = escape(parts[0]), escape(parts[1])
    told = stem.partition("。" if chinese else ". ")[0]
    if chinese:
        asked = f"{told}。含有 {{n}} {unit}{part}的{whole}有多少{unit}？"
        feedback = (
            f"这是 {{n}} {unit}{whole}中所含的{part}；题目给的是{part}的量。",
            f"这是用{part}以外部分所占的百分比算的。",
        )
    else:
        part = part.lower()
        asked = f"{told}. How many {unit} of {whole} hold {{n}} {unit} of {part}?"
        feedback = (
            f"This is the {part} in {{n}} {unit} of {whole}; here the {part} is given.",
            f"This reckons with the percentage of all but the {part}.",
        )
    return Problem(
        target=f"whole {parts[0]} {parts[1]}",
        stem=asked,
        formula=f"n * 100 / {number}",
        variables=(amount((6, 60, 3)),),
        unit=unit,
        decimals=1,
        solution=f"{{n}} {unit} ÷ {number} × 100 = {{answer}} {unit}",
        hints=hints,
        passage=passage,
        quote=quote,
        alike=passage.id,
        mistakes=(
            Slip(formula=f"n * {number} / 100", feedback=feedback[0]),
            Slip(formula=f"n * 100 / (100 - {number})", feedback=feedback[1]),
        ),
    )


def _measure(header: str) -> str:
    if _BODY.match(header):
        return "body"
    return "volume" if _BY_VOLUME.match(header) else "mass" if _BY_MASS.match(header) else ""


def _mix_of(passage: Passage) -> str:
    """What the heading says that the table is the composition of."""
    section = section_name(passage)
    match = (_MIX_ZH if passage.language is Language.ZH else _MIX_EN).search(section)
    if match is None:
        return ""
    found = match.groupdict()
    return (found["mix"] or found.get("mix2") or "").lower()


def _names_part(part: str, language: Language) -> bool:
    if re.search(r"其他|其它|合计|总|杂质|other|total|rest|impurit|average", part, re.I):
        return False
    if language is Language.ZH:
        return re.fullmatch(r"[\u4e00-\u9fff]{1,6}", part) is not None
    return re.fullmatch(r"[A-Za-z][a-z]+(?: [A-Za-z]?[a-z]+){0,2}", part) is not None


def _of_prose(passage: Passage, sentence: str) -> Iterator[Problem]:
    chinese = passage.language is Language.ZH
    match = (_PROSE_ZH if chinese else _PROSE_EN).search(sentence)
    if match is None or not is_clean(sentence) or len(re.findall(r"\d+(?:\.\d+)?", sentence)) > 1:
        return
    whole = match["whole"].removeprefix("the ")
    by = "volume" if match["by"] in ("volume", "体积") else "mass"
    yield _ask(passage, sentence, (match["part"], whole, by), match["number"])


def _ask(passage: Passage, quote: str, parts: tuple[str, str, str], shown: str) -> Problem:
    number = f"{float(shown):g}"
    chinese = passage.language is Language.ZH
    build = _words_zh if chinese else _words_en
    stem, unit, hints, feedback = build(*parts, number)
    return Problem(
        target=f"part {parts[0]} {parts[1]}",
        stem=stem,
        formula=f"n * {number} / 100",
        variables=(amount((50, 95, 5) if parts[2] == "body" else (120, 480, 40)),),
        unit=unit,
        decimals=3,
        solution=f"{{n}} {unit} × {number} ÷ 100 = {{answer}} {unit}",
        hints=hints,
        passage=passage,
        quote=quote,
        alike=passage.id if passage.kind == "table" else "",
        mistakes=(
            Slip(formula=f"n * {number}", feedback=feedback[0]),
            Slip(formula=f"n * (100 - {number}) / 100", feedback=feedback[1]),
        ),
    )


_Words = tuple[str, str, tuple[str, str], tuple[str, str]]


def _words_zh(part: str, whole: str, by: str, number: str) -> _Words:
    part, whole = escape(part), escape(whole)
    unit = "立方米" if by == "volume" else "千克"
    if by == "body":
        stem = f"{part}按体重的 {number}% 计算，体重 {{n}} 千克的成年人有多少千克{part}？"
    else:
        name = "体积分数" if by == "volume" else "质量分数"
        stem = (
            f"{whole}中{part}的{name}按 {number}% 计算。{{n}} {unit}{whole}中有多少{unit}{part}？"
        )
    return (
        stem,
        unit,
        (
            f"先弄清谁是整体：百分比是对{'体重' if by == 'body' else whole}说的。",
            "“百分之几”就是除以 100 再乘。",
        ),
        (f"{number}% 是百分之{number}，还要除以 100。", f"这是除{part}以外的部分。"),
    )


def _words_en(part: str, whole: str, by: str, number: str) -> _Words:
    part, whole = escape(lower_first(part.lower())), escape(whole)
    unit = "litres" if by == "volume" else "kg"
    if by == "body":
        stem = (
            f"Take {part} as {number} % of body weight. How many kg of {part} does an adult of "
            "{n} kg have?"
        )
    else:
        stem = (
            f"Take {whole} as {number} % {part} by {by}. How many {unit} of {part} are in {{n}} "
            f"{unit} of {whole}?"
        )
    return (
        stem,
        unit,
        ("Say first what is the whole that the percentage is of.", "Per cent means hundredths."),
        (
            f"{number} % are {number} hundredths: divide by 100 as well.",
            f"This is what is left without the {part}.",
        ),
    )

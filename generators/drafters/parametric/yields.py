"""What comes with one unit of a thing ("one gram of fat provides 9 kilocalories", “每克脂肪产生
9 千卡热量”), asked of a fresh amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import amount, count_places, told_sentences
from generators.drafters.text.english import base_verb
from generators.drafters.text.generality_en import is_general
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.number_words import spell_digits
from generators.exercise.passage import Passage

_N = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_ONE_EN = (
    r"gram|kilogram|litre|liter|millilitre|milliliter|tonne|hectare|acre|mole|square metre|cubic "
    r"metre"
)
_MANY_EN = (
    r"kilocalories|calories|kilojoules|joules|kcal|kJ|J|grams|kilograms|milligrams|g|kg|mg|litres|"
    r"liters|millilitres|milliliters|mL|L|kilowatt-hours|kWh|megajoules|MJ"
)
_VERBS_EN = (
    r"provides|yields|contains|releases|produces|supplies|gives|holds|needs|requires|weighs|"
    r"absorbs|delivers|stores|binds|consumes"
)
_EN = re.compile(
    rf"^(?:1|One|A|Each|Every) (?P<one>{_ONE_EN}) of (?P<thing>[a-z]+(?: [a-z]+)?) "
    rf"(?P<verb>{_VERBS_EN}) {_N} (?P<many>{_MANY_EN})(?P<rest> of [a-z]+(?: [a-z]+)?)?\.?$"
)
_PER_EN = re.compile(
    rf"^(?P<thing>[A-Z][a-z]+(?: [a-z]+)?) (?P<verb>{_VERBS_EN}) {_N} "
    rf"(?P<many>{_MANY_EN})(?P<rest> of [a-z]+(?: [a-z]+)?)? per (?P<one>{_ONE_EN})\.?$"
)
_ONE_ZH = r"克|千克|公斤|升|毫升|吨|亩|公顷|平方米|立方米|摩尔"
_MANY_ZH = r"千卡|大卡|卡路里|千焦|焦耳?|克|千克|公斤|毫克|升|毫升|千瓦时|兆焦|吨|立方米"
_VERBS_ZH = (
    r"(?:可以|能够|能|可)?(?:产生|提供|释放出?|含有?|放出|生成|吸收|需要?|消耗|供给|结合|产出?|"
    r"储存)"
)
_ZH = re.compile(
    rf"(?:^|[，；：])(?:每|1 ?|"
    rf"一)(?P<one>{_ONE_ZH})(?:的)?(?P<thing>[\u4e00-\u9fff]{{1,8}}?)(?P<verb>{_VERBS_ZH}) ?{_N} "
    rf"?(?P<many>{_MANY_ZH})(?P<rest>的?[\u4e00-\u9fff]{{1,4}})?(?=[，。；]|$)"
)
_LOOSE = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|up to|at least|at most|more|less|average|can|"
    r"may|or|between)\b|[–~±≈<>]|约|大约|左右|至少|至多|最多|最少|以上|以下|平均|不超过|不少于|"
    r"不足|超过|可达|高达|~|～",
    re.I,
)
_POINTS = re.compile(r"(?:it|this|that|these|those|them|which|each|one)\b|.*[它该此这那其]", re.I)
_AMOUNTS = {"gram": (15, 95, 5), "millilitre": (50, 400, 50), "milliliter": (50, 400, 50)}
_AMOUNTS |= {"克": (15, 95, 5), "毫升": (50, 400, 50)}
_USUAL = (3, 24, 1)


def find_yields(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    find = _of_zh if language is Language.ZH else _of_en
    for passage, sentence in told_sentences(passages, language):
        if not _LOOSE.search(sentence):
            yield from find(passage, sentence)


def _of_en(passage: Passage, sentence: str) -> Iterator[Problem]:
    text = spell_digits(sentence)
    match = _EN.match(text) or _PER_EN.match(text)
    if match is None or not is_general(sentence) or _POINTS.match(match["thing"]):
        return
    one, thing, many = match["one"], match["thing"], match["many"]
    thing = thing[0].lower() + thing[1:]
    rest, verb = match["rest"] or "", base_verb(match["verb"])
    number = match["number"].replace(",", "")
    told = sentence.rstrip(".")
    yield _problem(
        passage,
        sentence,
        number,
        one,
        stem=f"{told}. How many {many}{rest} do {{n}} {one}s of {thing} {verb}?",
        unit=many,
        solution=f"{{n}} × {number} {many} = {{answer}} {many}",
        hints=(
            f"Start from what one {one} {match['verb']}.",
            f"Each further {one} adds the same amount.",
        ),
        feedback=f"This divides the amount by {number}; each {one} adds {number} {many}.",
    )


def _of_zh(passage: Passage, sentence: str) -> Iterator[Problem]:
    match = _ZH.search(sentence)
    if (
        match is None
        or _POINTS.match(match["thing"])
        or len(re.findall(r"\d+(?:\.\d+)?", sentence.replace(",", ""))) > 2
    ):
        return
    one, thing, many, verb = match["one"], match["thing"], match["many"], match["verb"]
    rest = (match["rest"] or "").removeprefix("的")
    number = match["number"].replace(",", "")
    yield _problem(
        passage,
        sentence,
        number,
        one,
        stem=(
            f"每{one}{thing}{verb} {number} {many}{'的' if rest else ''}{rest}。{{n}} "
            f"{one}{thing}{verb}多少{many}{'的' if rest else ''}{rest}？"
        ),
        unit=many,
        solution=f"{{n}} × {number} {many} = {{answer}} {many}",
        hints=(f"先看每{one}{thing}的量。", f"有多少{one}，就有多少个这样的量。"),
        feedback=f"这是用数量除以 {number}；每{one}都有 {number} {many}，应当相乘。",
    )


def _problem(
    passage: Passage,
    sentence: str,
    number: str,
    one: str,
    *,
    stem: str,
    unit: str,
    solution: str,
    hints: tuple[str, str],
    feedback: str,
) -> Problem:
    return Problem(
        target=f"yield {sentence}",
        stem=stem,
        formula=f"n * {number}",
        variables=(amount(_AMOUNTS.get(one, _USUAL)),),
        unit=unit,
        decimals=count_places(number),
        solution=solution,
        hints=hints,
        passage=passage,
        quote=sentence,
        mistakes=(Slip(formula=f"n / {number}", feedback=feedback),),
    )

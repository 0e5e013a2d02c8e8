"""Percentages that a rule takes of a base: taxes, interest, reserves (“按净利润的 10% 提取”)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import amount, told_sentences
from generators.drafters.text.generality_en import is_general
from generators.drafters.text.markdown import escape
from generators.exercise.content import Language
from generators.exercise.family import Slip
from generators.exercise.passage import Passage

_N = r"(?<![\d.,~～–—-])(?P<number>\d{1,2}(?:\.\d{1,2})?)"
_LOOSE_EN = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|up to|at least|at most|more than|less than|"
    r"average|or|between|from|range|maximum|minimum|may|might|can|if|was|were|rose|fell|assum\w+|"
    r"example|suppos\w+|increas\w+|decreas\w+|progressive|bracket|additional|first)\b|[–~±≈<>]",
    re.I,
)
_LOOSE_ZH = re.compile(
    r"约|左右|至少|至多|最[多高低]|以[上下内]|平均|不超过|不低于|不高于|不足|超过|可达|或|如果|若|"
    r"假[设如]|例如|比如|超额|累进|级距|部分|减按|减征|优惠|上浮|下浮|提高|降低|调整|由.*至|曾|"
    r"[-~～–—至到±≈<>]|其中"
)


@dataclass(frozen=True, slots=True)
class _Base:
    """What the percentage is taken of, and what it gives."""

    base: str
    result: str
    low: float
    high: float
    step: float


_TAXES_ZH = {
    "增值税": _Base("不含税销售额", "销项税额", 20, 300, 10),
    "企业所得税": _Base("应纳税所得额", "应纳企业所得税", 100, 900, 20),
    "契税": _Base("房屋成交价格", "应纳契税", 100, 600, 20),
    "车辆购置税": _Base("计税价格", "应纳车辆购置税", 10, 60, 2),
    "关税": _Base("完税价格", "应纳关税", 20, 300, 10),
}
_TAX_ZH = re.compile(
    rf"(?P<tax>{'|'.join(_TAXES_ZH)})的?(?:基本|法定|适用|标准|比例)?税率(?:统一)?(?:为|是) ?{_N} "
    rf"?[%％](?=[，。；]|$)"
)
_OF_BASE_ZH = re.compile(
    rf"按照?(?:当年|本年|年度)?(?P<base>(?:税后)?净利润|税后利润|工资总额|销售收入|营业收入|"
    rf"存款总额|存款余额|标的额|货款|合同(?:总)?价款|销售额|成交额|成交金额|贷款余额|"
    rf"应收账款余额)的 ?{_N} ?[%％]的?(?:比例)?(?P<verb>提取|计提|缴纳|支付|收取|缴存|征收)"
    r"(?P<result>[\u4e00-\u9fff]{2,8})(?=[，。；]|$)"
)
_TAXES_EN = {
    "value[- ]added tax|VAT": ("net price", "value-added tax"),
    "sales tax": ("price before tax", "sales tax"),
    "corporate (?:income )?tax|corporation tax": ("taxable profit", "tax"),
    "withholding tax": ("gross payment", "tax withheld"),
    "excise tax|excise duty": ("price before tax", "excise tax"),
}
_TAX_EN = re.compile(
    rf"\b(?:(?P<tax>{'|'.join(_TAXES_EN)}) (?:rate )?(?:is|of)|rate of "
    rf"(?P<tax2>{'|'.join(_TAXES_EN)}) is) (?:levied at |charged at )?{_N} ?(?:%|per ?cent)(?! "
    rf"of)(?=[.,;]| on\b|$)",
    re.I,
)
_OF_BASE_EN = re.compile(
    r"^(?:[A-Z][a-z]+ ){1,2}must (?:hold|keep|retain|pay|withhold|set aside|deposit|contribute) "
    rf"{_N} ?(?:%|per ?cent) of "
    r"(?:its |their |the )?(?P<base>(?:total |gross |net |annual |monthly )?(?:deposits|wages?|"
    r"salary|salaries|income|profits?|revenues?|turnover|sales|earnings))\b(?= as|[.,;]|$)"
)
_STEPS_EN = (2000.0, 20000.0, 500.0)


def find_percents(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    find = _of_zh if language is Language.ZH else _of_en
    for passage, sentence in told_sentences(passages, language):
        if len(re.findall(r"%|％|per ?cent", sentence)) == 1:
            yield from find(passage, sentence)


def _of_zh(passage: Passage, sentence: str) -> Iterator[Problem]:
    if _LOOSE_ZH.search(sentence):
        return
    if match := _TAX_ZH.search(sentence):
        base = _TAXES_ZH[match["tax"]]
        yield _problem_zh(passage, sentence, base, match["number"], f"{match['tax']}税率")
    elif match := _OF_BASE_ZH.search(sentence):
        own = _Base(match["base"], match["result"], 200, 2000, 50)
        yield _problem_zh(passage, sentence, own, match["number"], f"{match['verb']}比例")


def _problem_zh(passage: Passage, sentence: str, base: _Base, number: str, rate: str) -> Problem:
    stem = (
        f"某企业的{base.base}为 {{n}} 万元，{rate}为 {number}%。{base.result}是多少万元？"
        if base.base != "房屋成交价格"
        else f"一套房屋的成交价格为 {{n}} 万元，{rate}为 {number}%。{base.result}是多少万元？"
    )
    return Problem(
        target=f"percent {base.base} {number}",
        stem=stem,
        formula=f"n * {number} / 100",
        variables=(amount((base.low, base.high, base.step)),),
        unit="万元",
        decimals=2,
        solution=(
            f"{base.result} = {base.base} × 比例 = {{n}} 万元 × {number} ÷ 100 = {{answer}} 万元"
        ),
        hints=(f"先弄清百分比的基数：这里是{base.base}。", "“百分之几”就是除以 100 再乘。"),
        passage=passage,
        quote=sentence,
        mistakes=(
            Slip(formula=f"n * {number}", feedback=f"{number}% 是百分之{number}，还要除以 100。"),
            Slip(
                formula=f"n * (100 + {number}) / 100",
                feedback=f"这是{base.base}加上{base.result}的和；只问{base.result}。",
            ),
            Slip(
                formula=f"n * {number} / (100 + {number})",
                feedback=f"这是把 {{n}} 万元当成了已经包含它的总数；{base.base}不包含它。",
            ),
        ),
    )


def _of_en(passage: Passage, sentence: str) -> Iterator[Problem]:
    if _LOOSE_EN.search(sentence):
        return
    match = _TAX_EN.search(sentence)
    if match and is_general(sentence):
        tax = match["tax"] or match["tax2"]
        base, result = next(
            names for own, names in _TAXES_EN.items() if re.fullmatch(own, tax, re.I)
        )
        money = "euros" if result == "value-added tax" else "dollars"
        stem = (
            f"The {result} is {match['number']} % of a {base} of {{n}} {money}. "
            f"How many {money} is the {result}?"
        )
        yield _problem_en(passage, sentence, match["number"], base, stem)
    elif match := _OF_BASE_EN.search(sentence):
        base = match["base"]
        told = escape(sentence.rstrip("."))
        stem = f"{told}. How many dollars is that for {base} of {{n}} dollars?"
        yield _problem_en(passage, sentence, match["number"], base, stem)


def _problem_en(passage: Passage, sentence: str, number: str, base: str, stem: str) -> Problem:
    unit = "euros" if " euros" in stem else "dollars"
    return Problem(
        target=f"percent {base} {number}",
        stem=stem,
        formula=f"n * {number} / 100",
        variables=(amount(_STEPS_EN),),
        unit=unit,
        decimals=2,
        solution=f"{{n}} {unit} × {number} ÷ 100 = {{answer}} {unit}",
        hints=(
            f"Say first what the percentage is of: here the {base}.",
            "Per cent means hundredths.",
        ),
        passage=passage,
        quote=sentence,
        mistakes=(
            Slip(
                formula=f"n * {number}",
                feedback=f"{number} % are {number} hundredths: divide by 100 as well.",
            ),
            Slip(
                formula=f"n * (100 + {number}) / 100",
                feedback=f"The percentage is added to the {base} here; it alone is asked for.",
            ),
            Slip(
                formula=f"n * {number} / (100 + {number})",
                feedback=f"This takes {{n}} {unit} as the sum with the percentage in it.",
            ),
        ),
    )

"""Chinese formulas in words that a source states without working one out, conversions of units,
and prices in tables: the numbers are ours, the law is the source's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generators.drafters.extractive.grid import Grid, can_name_rows, header_unit, read_grid
from generators.drafters.parametric.generic import hints_of, solution_of, stem_of
from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.word_formula import WordFormula, find_word_formulas
from generators.drafters.text.markdown import escape
from generators.drafters.text.statements import is_clean
from generators.exercise.content import Language
from generators.exercise.family import Variable
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks
from generators.sources.sentences import split_sentences

_MONEY = re.compile(
    r"(?:收入|成本|利润|毛利|资产|负债|费用|销售额|金额|总额|产值|支出|权益|投资额|本金|利息|工资|存货|税额|"
    r"营业额|预算|贷款|存款|增加值|价值)$"
)
_COUNTS = {
    "人": re.compile(r"(?:人数|人口|员工数|职工数)$"),
    "件": re.compile(r"(?:件数|产量|数量|销量|销售量|产品数|不合格品数|合格品数)$"),
    "次": re.compile(r"次数$"),
    "天": re.compile(r"天数$"),
}
_PRICE = re.compile(r"(?:单价|售价|价格)$")
_SHARE = re.compile(
    r"(?<!周转)(?<!增长)(?<!利)(?<!比)(?:率|占比|比重|比例)$|毛利率$|利润率$|净利率$"
)
_EACH = re.compile(r"^(?:人均|平均|单位|每)")
_UNITS_TEXT = """
千米 公里 米 分米 厘米 毫米 微米 吨 千克 公斤 克 毫克 斤 小时 分钟 秒 天 周 平方米 平方千米 公顷 亩
立方米 升 毫升 km m cm mm kg g mg t h min s L mL 千瓦 瓦 千焦 焦 兆帕 千帕 帕
MB GB KB TB 字节 比特 位 英寸 英尺 码 英里 海里 磅 盎司 加仑
"""
_UNITS = "|".join(sorted(map(re.escape, _UNITS_TEXT.split()), key=len, reverse=True))
_CONVERSION = re.compile(
    rf"(?:^|(?<=[，。；：、 ]))1 ?个?(?P<one>{_UNITS}) ?(?:=|等于|合) ?"
    rf"(?P<number>\d{{1,7}}(?:\.\d+)?) ?(?P<other>{_UNITS})(?=[，。；、]|$)"
)
_RATE_UNIT = re.compile(r"^(?:元|￥|¥)/(?P<each>[\u4e00-\u9fffA-Za-z]{1,3})$")
_MONEY_UNIT = "万元"


def find_bare(passages: Iterable[Passage]) -> Iterator[Problem]:
    """Of Chinese passages; those without sense for fresh numbers are left out."""
    for passage in passages:
        if passage.language is not Language.ZH or injection_marks(passage.text):
            continue
        for formula in find_word_formulas(passage):
            if problem := _of_formula(formula):
                yield problem
        yield from _of_conversions(passage)
        grid = read_grid(passage)
        if grid is not None and can_name_rows(grid):
            yield from _of_prices(grid)


def _unit_of(operand: str) -> str:
    """The unit in which such an amount is given; empty where its name does not tell."""
    if _MONEY.search(operand):
        return _MONEY_UNIT
    if _PRICE.search(operand):
        return "元/件"
    return next((unit for unit, name in _COUNTS.items() if name.search(operand)), "")


def _of_formula(formula: WordFormula) -> Problem | None:
    units = [_unit_of(operand) for operand in formula.operands]
    if not all(units):
        return None
    same = len(set(units)) == 1
    amounts = tuple(_amount(name, unit) for name, unit in zip("ab", units, strict=False))
    if formula.signs == ("/",) and same and _SHARE.search(formula.name):
        return _build(formula, units, "%", "100 * a / b", _share(units[0]))
    is_each = formula.signs == ("/",) and _EACH.search(formula.name) and units[1] in _COUNTS
    if is_each and units[0] == _MONEY_UNIT:
        return _build(formula, units, _MONEY_UNIT, "a / b", amounts)
    if formula.signs == ("*",) and sorted(units) == sorted(["元/件", "件"]):
        return _build(formula, units, "元", "a * b", amounts)
    if formula.signs == ("-",) and same:
        return _build(formula, units, units[0], "a - b", (_whole("a"), _part("b", units[0])))
    if set(formula.signs) == {"+"} and same and len(units) <= 3:
        names = "abc"[: len(units)]
        made = (_whole("a"), *(_lesser(name) for name in names[1:]))
        return _build(formula, units, units[0], " + ".join(names), made)
    return None


def _share(unit: str) -> tuple[Variable, Variable]:
    """A part and its whole; of people and pieces most take part."""
    if unit == _MONEY_UNIT:
        return _part("a", unit), _whole("b")
    part = Variable(name="a", low=72, high=116, step=2)
    return part, Variable(name="b", low=120, high=160, step=10)


def _whole(name: str) -> Variable:
    return Variable(name=name, low=400, high=800, step=20)


def _lesser(name: str) -> Variable:
    """What is added to the main part: the unemployed to the employed."""
    return Variable(name=name, low=20, high=80, step=4)


def _part(name: str, unit: str) -> Variable:
    step = 10 if unit == _MONEY_UNIT else 4
    return Variable(name=name, low=40, high=360, step=step)


_RANGES = {_MONEY_UNIT: (400, 1200, 40), "元/件": (5, 60, 5), "件": (20, 200, 10)}


def _amount(name: str, unit: str) -> Variable:
    low, high, step = _RANGES.get(unit, (20, 80, 5))
    return Variable(name=name, low=low, high=high, step=step)


def _build(
    formula: WordFormula,
    units: list[str],
    unit: str,
    expression: str,
    variables: tuple[Variable, ...],
) -> Problem:
    return Problem(
        target=fold_text(formula.name),
        stem=stem_of(formula, units, unit),
        formula=expression,
        variables=variables,
        unit=unit,
        decimals=1 if "/" in expression else 0,
        solution=solution_of(formula, units, unit),
        hints=hints_of(formula, unit),
        passage=formula.passage,
        quote=formula.quote,
    )


def _of_conversions(passage: Passage) -> Iterator[Problem]:
    for sentence in split_sentences(passage.text):
        match = _CONVERSION.search(sentence)
        if match is None or not is_clean(sentence) or match["one"] == match["other"]:
            continue
        one, other, number = match["one"], match["other"], match["number"]
        if float(number) > 1:
            yield _conversion(passage, sentence, (one, other, number), True)
            yield _conversion(passage, sentence, (one, other, number), False)


def _conversion(
    passage: Passage, sentence: str, law: tuple[str, str, str], forward: bool
) -> Problem:
    one, other, number = law
    size = float(number)
    given, asked, sign = (one, other, "×") if forward else (other, one, "÷")
    step = 1.0 if forward else size / 2 if (size / 2).is_integer() else size
    low, high = (2.0, 12.0) if forward else (2 * size, 12 * size)
    hint = "变大" if forward else "变小"
    return Problem(
        target=f"{one} {other} {forward}",
        stem=f"{{n}} {given}等于多少{asked}？",
        formula=f"n * {number}" if forward else f"n / {number}",
        variables=(Variable(name="n", low=low, high=high, step=step),),
        unit=asked,
        decimals=0 if forward and size.is_integer() else 1,
        solution=f"{{n}} {given} = {{n}} {sign} {number} {asked} = {{answer}} {asked}",
        hints=(f"先写出换算关系：1 {one} = {number} {other}。", f"换成{asked}，数值会{hint}。"),
        passage=passage,
        quote=sentence,
    )


def _of_prices(grid: Grid) -> Iterator[Problem]:
    """A column "单价（元/千克）": what an amount of it costs."""
    for column, header in enumerate(grid.headers):
        name, unit = header_unit(header)
        each = _RATE_UNIT.match(unit)
        if not column or each is None:
            continue
        for number, row in enumerate(grid.rows):
            if re.fullmatch(r"\d+(?:\.\d+)?", row[column]):
                yield _price(grid, number, (name, row[column], each["each"]))


def _price(grid: Grid, number: int, rate: tuple[str, str, str]) -> Problem:
    row = escape(grid.rows[number][0])
    name, value, each = rate
    return Problem(
        target=f"{grid.passage.id} {row} {name}",
        stem=f"{row}的{escape(name)}是 {value} 元/{each}。{{n}} {each}{row}一共多少元？",
        formula=f"{value} * n",
        variables=(Variable(name="n", low=3, high=40, step=1),),
        unit="元",
        decimals=2 if "." in value else 0,
        solution=f"总价 = {value} 元/{each} × {{n}} {each} = {{answer}} 元",
        hints=("总价等于单价乘以数量。", f"数量的单位是{each}，结果用元表示。"),
        passage=grid.passage,
        quote=grid.line(number),
        alike=grid.passage.id,
    )

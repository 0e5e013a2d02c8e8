"""Tables as exact figures with units: what may be computed with, and what only looks like it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from generators.drafters.extractive.grid import is_about_document, read_grid
from generators.drafters.parametric.problem import Problem
from generators.drafters.text.english import lower_first
from generators.drafters.text.statements import is_exercise, is_worked_example
from generators.exercise.content import Language
from generators.exercise.folding import fold_text, fold_width
from generators.exercise.passage import Passage
from generators.sources.injection import injection_marks

_CELL = re.compile(
    r"^(?P<money>US\$|[$€£¥￥])?\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|"
    r"\d+(?:\.\d+)?)\s?(?P<unit>%|[^\W\d_][^\d]{0,14}[²³]?)?$"
)
_BRACKET = re.compile(r"^(?P<name>.+?)\s*\((?P<unit>[^()]{1,24})\)$")
_SLASH = re.compile(r"^(?P<name>[\u4e00-\u9fff]{1,8})/(?P<unit>\S{1,8})$")
_IN = re.compile(r"^(?P<name>[A-Za-z ]{3,40}?),? in (?P<unit>[^()]{1,24})$")
# Numbers that name, order, date or grade: nothing to compute with.
_LABELS = re.compile(
    r"\b(?:years?|dates?|pages?|ids?|no\.?|numbers?|codes?|versions?|ranks?|ranking|chapters?|"
    r"grades?|levels?|scores?|phone|rooms?|articles?|sections?|classes?|ports?|sizes?|index|order|"
    r"steps?|units? \d|weeks?|lessons?|modules?|ph|gpa|points|marks|ratings?|priority|stage|period|"
    r"group|atomic number|row|question|item|credits?|age|time)\b|年份|年代|日期|时间|页|序号|编号|"
    r"号码|代码|版本|排名|名次|等级|级别|章|节|得分|分数|成绩|学分|评分|优先级|阶段|课时|周次|届|"
    r"原子序数|学号|电话|条款|年龄|ph值?",
    re.I,
)
YEAR = re.compile(r"^(?:1[5-9]|20)\d\d年?$")
_SCALE = re.compile(r"^(?:thousand|million|billion)\b|^[万亿]")
_BARE_SCALE = re.compile(r"^(?:thousand|million|billion)$")
_MONEY = {"$": "dollars", "US$": "dollars", "€": "euros", "£": "pounds", "¥": "元", "￥": "元"}
_UNITS_TEXT = """
m km cm mm nm μm µm dm m² km² cm² ha m³ cm³ dm³ L l mL ml kg g mg μg µg t s ms min h m/s
km/h km/s g/cm³ kg/m³ g/mL N kN Pa kPa MPa hPa J kJ MJ kcal cal kWh W kW MW GW TWh GWh MWh V A
mA Ω Hz kHz MHz GHz °C ℃ K mol g/mol J/g kJ/mol kJ/g kcal/g kJ/kg J/(kg·℃) N/kg GB MB TB KB
kB dB lux lx bpm mmHg metres meters kilometres kilometers centimetres centimeters millimetres
millimeters miles feet inches yards litres liters millilitres milliliters gallons kilograms
grams milligrams tonnes tons pounds ounces seconds minutes hours days months years light-years
dollars euros people persons inhabitants employees calories kilocalories joules kilojoules watts
kilowatts volts amperes hectares acres degrees bits bytes 米 千米 公里 厘米 毫米 微米 纳米
平方米 平方千米 平方公里 公顷 亩 立方米 立方厘米 升 毫升 千克 公斤 克 毫克 吨 秒 分钟 小时 天
个月 年 元 万元 亿元 美元 亿美元 人 万人 亿人 牛 帕 千帕 焦 千焦 千卡 大卡 瓦 千瓦 兆瓦 千瓦时
伏 安 欧 米/秒 千米/时 克/立方厘米 千克/立方米 万吨 亿吨 万台 万辆 台 辆 件 个 户 册 ℃
"""
UNITS = frozenset(_UNITS_TEXT.split())
_SCALED = re.compile(
    r"^(?:in )?(?:(?P<money>US\$|[$€£]) ?)?(?P<scale>thousands?|millions?|billions?)(?: of)?(?: "
    r"(?P<unit>[A-Za-z]+(?: dollars)?))?$",
    re.I,
)
_AMOUNT_OF_MONEY = rf"(?:(?:million|billion|thousand|M|B|K) )?(?:{'|'.join(_MONEY.values())})"
_TOTAL = re.compile(
    r"^(?:(?:grand |sub)?totals?|sum|all|合计|总计|共计|总和|小计|总数|总量)$", re.I
)
_AGGREGATE = re.compile(
    r"\b(?:totals?|average|mean|median|sum|others?|all|overall|rest|remaining|world)\b|合计|总计|"
    r"共计|平均|其他|其它|小计|全部|总体",
    re.I,
)
# Heads of counts, and plurals that name amounts, times or money instead.
_COUNTED_ZH = re.compile(r"(?:[人次件个户台]数|点击数|学生数|职工数|数量|销售量|销量)$")
_COUNTED_EN = re.compile(r"^[A-Za-z]{2,}(?<![sui])s$|^(?:people|children|men|women)$", re.I)
_NO_COUNT_EN = re.compile(
    r"\b(?:\w*(?:sales|costs|prices|revenues?|earnings|wages|profits|expenses|assets|savings|goods|"
    r"works|terms|means|results|values|amounts|totals|sums|rates|shares|weights|lengths|sizes|"
    r"times|percents?|averages|odds|ends|needs|uses|gains|losses|net|funds|dues|fees|taxes|per|"
    r"plus|minus|thousands|millions|billions|years|days|hours|minutes|seconds))\b",
    re.I,
)
_FEWEST_ROWS = 2
_ENOUGH = 3
_WIDE = str.maketrans("（），：％", "(),:%")
_MEASURE_ZH = re.compile(r"^(?:元|万元)/[\u4e00-\u9fff]{1,3}$")


@dataclass(frozen=True, slots=True)
class Column:
    """`values` are None where a cell holds no exact number; `shown` as they stand, without unit."""

    name: str
    unit: str
    values: tuple[Fraction | None, ...]
    shown: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return all(value is not None for value in self.values)

    @property
    def asked_in(self) -> str:
        """The unit as a question names it: "in millions"."""
        return f"{self.unit}s" if _BARE_SCALE.match(self.unit) else self.unit

    def ask_in(self, language: Language) -> str:
        """The end of a question for an amount of this column."""
        if language is Language.ZH:
            return f"？（单位：{self.unit}）" if self.unit else "？"
        return f", in {self.asked_in}?" if self.unit else "?"

    def tell(self, place: int) -> str:
        return f"{self.shown[place]} {self.unit}".strip()

    def number(self, place: int) -> str:
        return self.shown[place].replace(",", "")

    def work_out(self, sum_: str, language: Language) -> str:
        """A sum of numbers of this column, with its result: behind a scale ("million") a number
        would be another one."""
        if not _SCALE.match(self.unit):
            return f"{sum_} = {{answer}} {self.unit}".strip()
        if language is Language.ZH:
            return f"{sum_} = {{answer}}（单位：{self.unit}）"
        return f"{sum_} = {{answer}} (in {self.asked_in})"


@dataclass(frozen=True, slots=True)
class Figures:
    """`names` are those of the rows, `first` their column where it holds numbers; `lines` are the
    rows as they stand in the passage.
    """

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[str, ...]
    passage: Passage
    first: Column | None

    @property
    def language(self) -> Language:
        return self.passage.language

    @property
    def total(self) -> int | None:
        """The one row that is called the total."""
        found = [place for place, name in enumerate(self.names) if _TOTAL.match(name)]
        return found[0] if len(found) == 1 else None


def read_figures(passage: Passage) -> Figures | None:
    """None where the passage is no table, or one of an exercise, an example or the document."""
    lines = passage.text.split("\n")
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    width = len(cells[0])
    if passage.kind != "table" or width < 2 or len(cells) <= _FEWEST_ROWS:
        return None
    if any(len(row) != width for row in cells) or injection_marks(passage.text):
        return None
    if is_exercise(passage.heading) or is_worked_example(passage.heading):
        return None
    head, *rows = cells
    columns = (_read_column(head[i], [row[i] for row in rows]) for i in range(1, width))
    figures = Figures(
        tuple(row[0] for row in rows),
        tuple(column for column in columns if column),
        tuple(lines[1:]),
        passage,
        _read_column(head[0], [row[0] for row in rows]),
    )
    return None if _is_about_document(figures) else figures


def _is_about_document(figures: Figures) -> bool:
    grid = read_grid(figures.passage)
    return grid is not None and is_about_document(grid)


def _read_column(header: str, cells: list[str]) -> Column | None:
    """None where no cell holds a number, or the numbers are labels."""
    name, unit = split_header(header)
    if not name or _LABELS.search(name):
        return None
    matches = [_CELL.match(fold_width(cell)) for cell in cells]
    found = [match for match in matches if match]
    if not found:
        return None
    units = {_cell_unit(match) for match in found}
    if len(units) > 1 or (unit and units not in ({""}, {unit})):
        return None  # mixed
    own = unit or units.pop()
    if own and not is_unit(own):
        return None
    values = tuple(Fraction(m["number"].replace(",", "")) if m else None for m in matches)
    if all(v is None or (v.denominator == 1 and 1500 <= v <= 2100) for v in values) and not own:
        return None  # years
    return Column(name, own, values, tuple(m["number"] if m else "" for m in matches))


def _cell_unit(match: re.Match[str]) -> str:
    if match["money"]:
        scale = match["unit"] or ""
        return f"{scale} {_MONEY[match['money']]}".strip()
    return (match["unit"] or "").strip()


def split_header(header: str) -> tuple[str, str]:
    """ "密度（kg/m³）", "Mass (kg)", "路程/m", "Length in km"; a symbol in brackets is dropped."""
    plain = header.translate(_WIDE).strip()
    for pattern in (_BRACKET, _SLASH, _IN):
        match = pattern.match(plain)
        if match is None:
            continue
        unit = match["unit"].strip()
        if is_unit(unit):
            return match["name"].strip(), _spell_unit(unit)
        if pattern is _BRACKET and re.fullmatch(r"[A-Za-z]{1,4}", unit):
            return match["name"].strip(), ""
    return ("", "") if "(" in plain else (plain, "")


def is_unit(text: str) -> bool:
    bare = re.sub(r"^[万亿](?=.)", "", text)
    if bare in UNITS or text == "%" or text in _MONEY or _MEASURE_ZH.match(text):
        return True
    return _SCALED.match(text) is not None or re.fullmatch(_AMOUNT_OF_MONEY, text) is not None


def _spell_unit(unit: str) -> str:
    if unit in _MONEY:
        return _MONEY[unit]
    if match := _SCALED.match(unit):
        money = _MONEY[match["money"]] if match["money"] else ""
        scale = match["scale"].lower().rstrip("s")
        return " ".join(filter(None, (scale, money or (match["unit"] or "").lower())))
    return unit


def as_count(column: Column, language: Language) -> Column | None:
    """A column without a unit whose head says what is counted, by the name that a question has for
    it ("number of clicks"); None for any other.
    """
    whole = all(v is not None and v.denominator == 1 for v in column.values)
    if column.unit or not whole:
        return None
    if language is Language.ZH:
        return column if _COUNTED_ZH.search(column.name) else None
    name = re.sub("^(?:no\\.|number) of ", "", column.name, flags=re.I)
    first = name.split()[0]
    if not _COUNTED_EN.match(first) or _NO_COUNT_EN.search(name):
        return None
    return replace(column, name=f"number of {lower_first(name)}")


def is_aggregate(name: str) -> bool:
    return _AGGREGATE.search(name) is not None


def names_thing(name: str, language: Language) -> bool:
    """A short name of one thing: no number, no condition, no aggregate of others."""
    if is_aggregate(name) or re.search(r"[?？=<>|:：;；]", name) or not name:
        return False
    if re.fullmatch(r"[\d\W]+", name) or re.match(r"\d", name):
        return False
    bare = re.sub(r"\s*\([^()]*\)", "", fold_width(name))
    return len(bare) <= 14 if language is Language.ZH else len(bare.split()) <= 5


def choose_two(problems: list[Problem]) -> list[Problem]:
    """More of one table are the same question again: the first and one from the middle."""
    return problems if len(problems) < _ENOUGH else [problems[0], problems[len(problems) // 2]]


def differ(names: tuple[str, ...]) -> bool:
    return len({fold_text(name) for name in names}) == len(names)

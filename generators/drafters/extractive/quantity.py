"""Numbers with their units in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from generators.exercise.content import Language
from generators.exercise.units import read_unit
from generators.sources.joining import HAN

_NUMBER = r"(?<![\w.,/:×-])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,/:×-])-?\d+(?:\.\d+)?"
_UNIT_EN = (
    r"(?:(?:working |calendar |business |full |further |consecutive )?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)|%|per cent|percent|"
    r"(?:million |billion )?(?:euros?|dollars?|pounds?)|characters|"
    r"letters|bits|bytes|copies|people|employees|times|attempts|metres?|meters?|"
    r"kilometres?|kilometers?|litres?|liters?|grams?|kilograms?|degrees|volts?|watts?|joules?|"
    r"newtons?|percentage points|members|states|steps|levels|pages|words|records|points)(?![\w-])"
)
_UNIT_SYMBOL = (
    r"(?:km/h|m/s²|m/s|kg/m³|g/cm³|N/kg|N/m²|N·m|m²|m³|cm²|cm³|dm³|kPa|MPa|Pa|kWh|kW|MW|W|kJ|J|kN|N|"
    r"GB|MB|TB|kB|kHz|Hz|km|cm|mm|nm|dm|mg|kg|g|mL|ml|L|min|ms|℃|°C|°F|kV|mA|V|A|Ω|h|s|m|t|%)(?![A-Za-z²³/])"
)
_UNIT_ZH = (
    r"(?:个小时|小时|分钟|秒钟?|个工作日|工作日|个?星期|周|天|日内|个月|年|万元|亿元|元|人|名|次|倍|米|千米|公里|厘米|毫米|"
    r"千克|公斤|克|吨|升|毫升|牛|帕|焦耳?|瓦|度|摄氏度|个字符|位|份|页|条|个)"
)
_EN = re.compile(rf"(?P<number>{_NUMBER})(?P<gap>\s?)(?P<unit>{_UNIT_SYMBOL}|{_UNIT_EN})")
_ZH = re.compile(
    rf"(?P<number>{_NUMBER})(?P<gap>\s?)(?P<unit>{_UNIT_SYMBOL}|{_UNIT_ZH})(?P<more>(?<=%)个?百分点)?"
)
_WORDS_BEFORE = re.compile(
    r"(?:article|extension|number|level|version|page|room|port|no\.?|§)\s*$", re.I
)
_RANGE_BEFORE = re.compile(r"\d\s?(?:[^\W\d]|℃|%){0,2}\s?(?:[-–—~～－至到]|to)\s?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`number` and `unit` as written; `start` and `end` bound the number in the text."""

    number: str
    unit: str
    gap: str
    start: int
    end: int

    @property
    def value(self) -> float:
        return float(self.number.replace(",", ""))

    @property
    def shown(self) -> str:
        return f"{self.number}{self.gap}{self.unit}"

    @property
    def stop(self) -> int:
        return self.end + len(self.gap) + len(self.unit)

    @property
    def measure(self) -> str:
        """Equal for units of one kind: "hour" and "hours", "working day" apart from "day"."""
        words = self.unit.split()
        if len(words) > 1:
            return " ".join(words).rstrip("s")
        return str(read_unit(self.unit).dimensions) + str(read_unit(self.unit).factor)

    def with_number(self, number: str) -> str:
        return f"{number}{self.gap}{self.unit}"


def find_quantities(text: str, language: Language) -> Iterator[Quantity]:
    """The quantities of a sentence in order; dates, times of day and reference numbers are none."""
    pattern = _ZH if language is Language.ZH else _EN
    for match in pattern.finditer(text):
        before, after = text[: match.start()], text[match.end() : match.end() + 3]
        if _WORDS_BEFORE.search(before) or _RANGE_BEFORE.search(before):
            continue
        if re.match(r"\s?[-–—~～－至到]\s?\d", after):
            continue
        if match["unit"] in ("年", "日") and re.fullmatch(r"(?:19|20)\d\d", match["number"]):
            continue
        if re.search(rf"第\s*$|[{HAN}]月\s*$", before):
            continue
        yield Quantity(
            match["number"], match["unit"], match["gap"], match.start(), match.end("number")
        )


def format_like(value: float, shown: str) -> str:
    """`value` with the thousands marks and the decimals of `shown`."""
    places = len(shown.partition(".")[2])
    text = f"{value:,.{places}f}"
    return text if "," in shown else text.replace(",", "")


_WHOLE = 100  # percent
_NICE = (0.25, 0.5, 1.5, 2.0, 3.0)


def _is_plausible(ratio: float) -> bool:
    """Like in size, but not so near that "about" would cover it."""
    return 0.12 <= ratio <= 8 and not 0.8 < ratio < 1.25


def _rounded(value: float) -> float:
    """A whole number as people say them: 60 rather than 62."""
    size = abs(value)
    step = 1 if size < 20 else 5 if size < 100 else 10 ** (len(str(int(size))) - 2)
    return round(value / step) * step


def other_values(value: float, shown: str, pool: list[float]) -> list[str]:
    """Plausible other numbers, those of the pool (same unit) first: within a factor of eight."""
    near = [v for v in pool if value and _is_plausible(v / value)]
    whole = "." not in shown
    made = []
    for factor in _NICE:
        other = value * factor
        made.append(_rounded(other) if whole else other)
    if whole and 1 < abs(value) <= 10:
        made = [value - 1, value + 1, value + 2, value * 2]
        made = [other for other in made if other > 1]
    numbers = [format_like(v, shown) for v in (*near, *made) if v]
    return [text for text in dict.fromkeys(numbers) if text != shown]


def spread_values(quantity: Quantity, pool: list[float], most: int) -> list[str]:
    """Other values on both sides, so that the right one does not stand out; no share above the
    whole.
    """
    value = quantity.value
    others = other_values(value, quantity.number, pool)
    if quantity.unit in ("%", "percent") and value <= _WHOLE:
        others = [other for other in others if float(other.replace(",", "")) <= _WHOLE]
    below = [o for o in others if float(o.replace(",", "")) < value]
    above = [o for o in others if float(o.replace(",", "")) > value]
    mixed = [o for pair in zip_longest(above, below) for o in pair if o]
    return mixed[:most]

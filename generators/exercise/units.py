"""Units as learners type them: "km/h", "kilometres per hour", "千米/时", "g/cm³", "万元".

A unit is read to a factor and base dimensions, so that 350 cm answers 3.5 m and 3.5 km does not.
A word that is not in the tables is a dimension of its own ("employee", "人").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.exercise.folding import fold_width

Dimensions = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Unit:
    """`factor` times the base units in `dimensions` (name and exponent, sorted by name).

    `scale` says that the text was nothing but a multiplier ("million", "万").
    """

    factor: float
    dimensions: Dimensions
    scale: bool = False


_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "千": 1e3,
    "百万": 1e6,
    "千万": 1e7,
    "万": 1e4,
    "亿": 1e8,
}
# name: (factor, dimensions); the spellings that mean it, parted by blanks ("_" is a blank).
_ATOMS: tuple[tuple[str, float, dict[str, int]], ...] = (
    ("m metre meter metres meters 米", 1, {"m": 1}),
    ("km kilometre kilometer kilometres kilometers 千米 公里", 1e3, {"m": 1}),
    ("dm 分米", 0.1, {"m": 1}),
    ("cm centimetre centimeter centimetres centimeters 厘米", 1e-2, {"m": 1}),
    ("mm millimetre millimeter millimetres millimeters 毫米", 1e-3, {"m": 1}),
    ("μm um 微米", 1e-6, {"m": 1}),
    ("nm 纳米", 1e-9, {"m": 1}),
    ("mile miles 英里", 1609.344, {"m": 1}),
    ("hectare hectares ha 公顷", 1e4, {"m": 2}),
    ("l litre liter litres liters 升", 1e-3, {"m": 3}),
    ("ml millilitre milliliter millilitres milliliters 毫升", 1e-6, {"m": 3}),
    ("kg kilogram kilograms kilo kilos 千克 公斤", 1, {"kg": 1}),
    ("g gram grams gramme grammes 克", 1e-3, {"kg": 1}),
    ("mg milligram milligrams 毫克", 1e-6, {"kg": 1}),
    ("t tonne tonnes 吨", 1e3, {"kg": 1}),
    ("s sec secs second seconds 秒", 1, {"s": 1}),
    ("ms millisecond milliseconds 毫秒", 1e-3, {"s": 1}),
    ("min mins minute minutes 分钟", 60, {"s": 1}),
    ("h hr hrs hour hours 小时 时 个小时", 3600, {"s": 1}),
    ("d day days 天 日", 86400, {"s": 1}),
    ("week weeks wk 周 星期", 604800, {"s": 1}),
    ("month months 个月 月", 1, {"month": 1}),
    ("year years yr a 年", 12, {"month": 1}),
    ("N newton newtons 牛 牛顿", 1, {"kg": 1, "m": 1, "s": -2}),
    ("kN 千牛", 1e3, {"kg": 1, "m": 1, "s": -2}),
    ("Pa pascal pascals 帕 帕斯卡", 1, {"kg": 1, "m": -1, "s": -2}),
    ("kPa 千帕", 1e3, {"kg": 1, "m": -1, "s": -2}),
    ("MPa 兆帕", 1e6, {"kg": 1, "m": -1, "s": -2}),
    ("J joule joules 焦 焦耳", 1, {"kg": 1, "m": 2, "s": -2}),
    ("kJ 千焦", 1e3, {"kg": 1, "m": 2, "s": -2}),
    ("kWh kilowatt-hour kilowatt-hours 度 千瓦时", 3.6e6, {"kg": 1, "m": 2, "s": -2}),
    ("W watt watts 瓦 瓦特", 1, {"kg": 1, "m": 2, "s": -3}),
    ("kW kilowatt kilowatts 千瓦", 1e3, {"kg": 1, "m": 2, "s": -3}),
    ("MW megawatt megawatts 兆瓦", 1e6, {"kg": 1, "m": 2, "s": -3}),
    ("V volt volts 伏 伏特", 1, {"V": 1}),
    ("A amp amps ampere amperes 安 安培", 1, {"A": 1}),
    ("mA 毫安", 1e-3, {"A": 1}),
    ("Ω Ω ohm ohms 欧 欧姆", 1, {"V": 1, "A": -1}),
    ("Hz hertz 赫兹 赫", 1, {"s": -1}),
    ("kHz 千赫", 1e3, {"s": -1}),
    ("°C ℃ celsius degree_celsius degrees_celsius 摄氏度", 1, {"celsius": 1}),
    ("° degree degrees", 1, {"degree": 1}),
    ("% percent per_cent pct 百分比 个百分点 percentage_points", 1, {"%": 1}),
    ("€ EUR euro euros 欧元", 1, {"EUR": 1}),
    ("$ USD US$ dollar dollars 美元", 1, {"USD": 1}),
    ("£ GBP pound pounds 英镑", 1, {"GBP": 1}),
    ("元 ¥ ￥ RMB CNY yuan 块 人民币", 1, {"CNY": 1}),
    ("角", 0.1, {"CNY": 1}),
)
_EXACT = {
    fold_width(name.replace("_", " ")): (factor, tuple(sorted(dims.items())))
    for names, factor, dims in _ATOMS
    for name in names.split()
}
_FOLDED: dict[str, tuple[float, Dimensions]] = {}
for _name, _meaning in _EXACT.items():
    _FOLDED.setdefault(_name.casefold(), _meaning)

_PER = re.compile(r"\s+per\s+|\s+a\s+|\s*每\s*|\s+an\s+|\s+each\s+")
_POWER_WORDS = (("平方", 2), ("立方", 3), ("square ", 2), ("sq ", 2), ("cubic ", 3))
_FACTOR = re.compile(r"^(?P<name>.*?[^\d^+-])(?:\^?(?P<power>-?[1-9]))?$")


def _read_name(name: str) -> tuple[float, Dimensions]:
    known = _EXACT.get(name) or _FOLDED.get(name.casefold())
    if known:
        return known
    word = name.casefold()
    plural = word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return 1.0, ((word[:-1] if plural else word, 1),)


def _read_factor(text: str) -> tuple[float, Dimensions]:
    """One factor with its exponent: "cm^3", "m2", "cubic metres", "平方米"."""
    match = _FACTOR.match(text)
    name, power = (match["name"].strip(), int(match["power"] or 1)) if match else (text, 1)
    for word, exponent in _POWER_WORDS:
        if name.startswith(word) and name != word.strip():
            name, power = name.removeprefix(word), power * exponent
    factor, dimensions = _read_name(name.strip())
    return float(factor) ** power, tuple((base, own * power) for base, own in dimensions)


def _take_scale(text: str) -> tuple[float, str]:
    """The multiplier that leads the text ("million euros", "万元"), and the rest."""
    if text in _EXACT or text.casefold() in _FOLDED:
        return 1.0, text
    for word in sorted(_SCALES, key=len, reverse=True):
        if text.casefold().startswith(word) and text[len(word) :][:1] not in ("米", "克", "瓦"):
            return _SCALES[word], text[len(word) :].strip()
    return 1.0, text


def read_unit(text: str) -> Unit:
    """The unit that `text` spells; an empty text is the dimensionless 1. Never fails."""
    spelled = _PER.sub("/", fold_width(text).strip().strip(".")).strip()
    scale, rest = _take_scale(spelled)
    if not rest:
        return Unit(scale, (), scale=scale != 1.0)
    factor, powers = scale, dict[str, int]()
    numerator, *denominators = rest.split("/")
    for sign, part in [(1, numerator), *((-1, part) for part in denominators)]:
        for piece in filter(None, (p.strip() for p in part.strip("() ").split("*"))):
            own, dimensions = _read_factor(piece)
            factor *= own**sign
            for base, power in dimensions:
                powers[base] = powers.get(base, 0) + sign * power
    return Unit(factor, tuple(sorted((base, power) for base, power in powers.items() if power)))

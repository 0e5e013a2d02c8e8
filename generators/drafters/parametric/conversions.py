"""How many of one unit another one is ("an inch is 2.54 centimetres"), asked of fresh amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.prose import amount, count_places, told_sentences
from generators.exercise.content import Language
from generators.exercise.family import Slip, Variable
from generators.exercise.number_words import spell_digits
from generators.exercise.passage import Passage

# What is measured, one, several, the symbol, and the size; "pounds" may be money.
_KINDS_TEXT = """
length metre metres m 1
length meter meters m 1
length kilometre kilometres km 1000
length kilometer kilometers km 1000
length centimetre centimetres cm 0.01
length centimeter centimeters cm 0.01
length millimetre millimetres mm 0.001
length millimeter millimeters mm 0.001
length inch inches inches 0.0254
length foot feet ft 0.3048
length yard yards yd 0.9144
length mile miles mi 1609.344
length decimetre decimetres dm 0.1
length micrometre micrometres µm 0.000001
length micrometer micrometers µm 0.000001
length nanometre nanometres nm 0.000000001
length nanometer nanometers nm 0.000000001
mass kilogram kilograms kg 1
mass gram grams g 0.001
mass milligram milligrams mg 0.000001
mass microgram micrograms µg 0.000000001
mass tonne tonnes t 1000
mass ounce ounces oz 0.028349523125
volume litre litres L 1
volume liter liters L 1
volume millilitre millilitres mL 0.001
volume milliliter milliliters mL 0.001
volume gallon gallons gal 3.785411784
volume quart quarts qt 0.946352946
volume pint pints pt 0.473176473
volume cup cups cups 0.2365882365
volume tablespoon tablespoons tbsp 0.01478676478
volume teaspoon teaspoons tsp 0.00492892159
data byte bytes B 8
data bit bits bit 1
data kilobyte kilobytes KB 0
data megabyte megabytes MB 0
data gigabyte gigabytes GB 0
data terabyte terabytes TB 0
energy joule joules J 1
energy kilojoule kilojoules kJ 1000
energy calorie calories cal 4.184
energy kilocalorie kilocalories kcal 4184
energy kilowatt-hour kilowatt-hours kWh 3600000
area hectare hectares ha 10000
area acre acres ac 4046.8564224
pressure pascal pascals Pa 1
pressure kilopascal kilopascals kPa 1000
pressure atmosphere atmospheres atm 101325
pressure bar bars bar 100000
mass lb lb lb 0.45359237
"""


@dataclass(frozen=True, slots=True)
class _Unit:
    """`size` is 0 where sources differ on it."""

    one: str
    many: str
    kind: str
    size: Fraction


def _read_units() -> dict[str, _Unit]:
    units: dict[str, _Unit] = {}
    for line in _KINDS_TEXT.strip().splitlines():
        kind, one, many, symbol, size = line.split()
        unit = _Unit(one, many, kind, Fraction(size))
        units |= {symbol: _Unit(symbol, symbol, kind, unit.size), one: unit, many: unit}
    return units


_UNITS = _read_units()
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_FORWARD = re.compile(
    rf"(?<![\w.,/-])(?:1|an?|each|every|A|An|Each|Every) (?P<one>{_NAMES}) ?(?:is(?: equal to)?|"
    rf"equals|=|contains|has|consists of|is defined as|is made up of) ?(?:exactly )?{_NUMBER} "
    rf"(?P<other>{_NAMES})(?![\w/-])(?! per)"
)
_IN_ONE = re.compile(
    rf"\bThere are (?:exactly )?{_NUMBER} (?P<other>{_NAMES}) in (?:1|an?|each|every) "
    rf"(?P<one>{_NAMES})(?![\w/-])"
)
_SLACK = Fraction(2, 100)
_EXACT = Fraction(1, 100000)


def find_conversions(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    if language is not Language.EN:
        return
    for passage, sentence in told_sentences(passages, language):
        yield from _of_sentence(passage, sentence)


def _of_sentence(passage: Passage, sentence: str) -> Iterator[Problem]:
    text = spell_digits(sentence)
    for match in (*_FORWARD.finditer(text), *_IN_ONE.finditer(text)):
        one, other = _UNITS[match["one"]], _UNITS[match["other"]]
        number = match["number"].replace(",", "")
        if one.kind == other.kind and one != other and _is_true(one, other, Fraction(number)):
            yield _build(passage, sentence, (one, other), number, forward=True)
            yield _build(passage, sentence, (one, other), number, forward=False)


def _is_true(one: _Unit, other: _Unit, number: Fraction) -> bool:
    """Not what a text says of one case ("a day has 8 hours of work"), nor a number that rounds."""
    if not one.size or not other.size:
        return number in (1000, 1024)
    return number > 1 and abs(one.size / other.size / number - 1) <= _SLACK


def _is_exact(one: _Unit, other: _Unit, number: Fraction) -> bool:
    if not one.size or not other.size:
        return False
    return abs(one.size / other.size / number - 1) <= _EXACT


def _build(
    passage: Passage, sentence: str, units: tuple[_Unit, _Unit], number: str, *, forward: bool
) -> Problem:
    one, other = units
    given, asked = (one, other) if forward else (other, one)
    size = Fraction(number)
    exact = _is_exact(one, other, size)
    take = "" if exact else f"Take 1 {one.one} as {number} {other.many}. "
    sign, wrong = ("×", "/") if forward else ("÷", "*")
    larger = "larger" if forward else "smaller"
    return Problem(
        target=f"{one.one} {other.one} {forward}",
        stem=f"{take}Convert {{n}} {given.many} into {asked.many}.",
        formula=f"n {'*' if forward else '/'} {number}",
        variables=(_amount(size, forward=forward),),
        unit=asked.many,
        decimals=count_places(number) if forward else (0 if size.denominator == 1 else 1),
        solution=f"{{n}} {given.many} {sign} {number} = {{answer}} {asked.many}",
        hints=(
            f"Start from what one {one.one} is in {other.many}.",
            f"The same amount in {asked.many} has a {larger} number.",
        ),
        passage=passage,
        quote=sentence,
        mistakes=(
            Slip(
                formula=f"n {wrong} {number}",
                feedback=f"The number of {asked.many} has to be {larger}, not the other way round.",
            ),
        ),
    )


def _amount(size: Fraction, *, forward: bool) -> Variable:
    """Backwards so many that whole numbers come out where the size is one."""
    if forward:
        return amount((3, 24, 1))
    if size.denominator == 1:
        return amount((float(2 * size), float(12 * size), float(size)))
    return amount((float(round(size * 5)), float(round(size * 60)), 1))

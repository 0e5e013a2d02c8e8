"""Drawing a variant of a parametric family: fresh numbers, the key computed from them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from random import Random

from generators.exercise.content import Language, Mistake, Numerical
from generators.exercise.family import Family, Variable
from generators.exercise.formulas import FormulaError, parse_formula
from generators.exercise.slips import are_apart, compute_slips, parse_slips

TRIES = 60
MAX_SIZE = 1e15
_PLACE = re.compile(r"\{([A-Za-z][A-Za-z0-9_]{0,20})\}")
_MATHS = re.compile(r"\$[^$]*\$")
_MAY_BE_NEGATIVE = frozenset({"°C", "℃", "°F", "℉", "摄氏度"})

Values = dict[str, Fraction]


class FamilyError(ValueError):
    """The family cannot be drawn from; the message says what to change."""


def _exact(number: float) -> Fraction:
    return Fraction(repr(number))


def _count_steps(variable: Variable) -> int:
    return int((_exact(variable.high) - _exact(variable.low)) / _exact(variable.step))


@dataclass(frozen=True, slots=True)
class _Ladder:
    """A variable's numbers, exactly: low, low + step, ..., low + steps * step."""

    name: str
    low: Fraction
    step: Fraction
    steps: int

    def at(self, index: int) -> Fraction:
        return self.low + index * self.step


def _build_ladders(family: Family) -> list[_Ladder]:
    return [
        _Ladder(v.name, _exact(v.low), _exact(v.step), _count_steps(v)) for v in family.variables
    ]


def _draw_values(ladders: Iterable[_Ladder], random: Random) -> Values:
    return {one.name: one.at(random.randint(0, one.steps)) for one in ladders}


def _may_be_negative(family: Family) -> bool:
    return family.unit in _MAY_BE_NEGATIVE or any(v.low < 0 for v in family.variables)


@dataclass(frozen=True, slots=True)
class _Key:
    """The rounded key, its absolute tolerance, and what the family's mistakes come to."""

    value: Decimal
    tolerance: float
    slips: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Law:
    """The formulas of a family, read once."""

    family: Family
    tree: ast.expr
    slips: tuple[ast.expr, ...]

    @classmethod
    def of(cls, family: Family) -> _Law:
        try:
            tree = parse_formula(family.formula, {v.name for v in family.variables})
            return cls(family, tree, parse_slips(family))
        except FormulaError as error:
            raise FamilyError(f"formula: {error}") from error

    def compute(self, values: Values) -> _Key | None:
        """None where the numbers make no good exercise."""
        try:
            return _compute_key(self, values)
        except FormulaError as error:
            raise FamilyError(f"formula: {error}") from error


def _compute_key(law: _Law, values: Values) -> _Key | None:
    """None where there is no finite value, nothing or a negative amount, where the rounding leaves
    too few digits, or where a mistake comes to the same.
    """
    family = law.family
    from generators.exercise.exact import (  # here, as it loads sympy
        compute_formula,
        read_digits,
        round_digits,
    )

    value = compute_formula(law.tree, values)
    if value is None or value == 0:
        return None
    digits = read_digits(value)  # once: sympy computes each comparison with its value anew
    if abs(digits) > MAX_SIZE or (digits < 0 and not _may_be_negative(family)):
        return None
    key, size = round_digits(digits, family.decimals), abs(float(digits))
    lost = abs(float(digits) - float(key))
    if lost > size * max(family.tolerance, 0.005):
        return None
    half_place = 0.5 * 10.0**-family.decimals if lost > 1e-12 * size else 0.0
    tolerance = max(family.tolerance * abs(float(key)), half_place)
    slips = compute_slips(law.slips, values) if law.slips else []
    if slips is None or not are_apart(float(key), tolerance, slips):
        return None
    return _Key(key, tolerance, tuple(slips))


def format_number(value: Fraction | Decimal, language: Language) -> str:
    """Plain digits without needless zeros; English parts thousands from 10,000 on."""
    exact = Fraction(value)
    text = format(Decimal(exact.numerator) / Decimal(exact.denominator), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    whole, point, part = text.partition(".")
    if language is Language.EN and len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}"
    return whole + point + part


def _fill(text: str, shown: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: shown.get(place[1], place[0]), text)


def _build(family: Family, values: Values, key: _Key) -> Numerical:
    shown = {name: format_number(value, family.language) for name, value in values.items()}
    solved = {**shown, "answer": format_number(key.value, family.language)}
    return Numerical(
        stem=_fill(family.stem, shown),
        language=family.language,
        explanation=_fill(family.explanation, solved),
        hints=tuple(_fill(hint, shown) for hint in family.hints),
        citations=family.citations,
        value=float(key.value),
        tolerance=key.tolerance,
        unit=family.unit,
        solution=_fill(family.solution, solved),
        mistakes=tuple(
            Mistake(value=value, feedback=_fill(slip.feedback, shown))
            for slip, value in zip(family.mistakes, key.slips, strict=True)
        ),
    )


class VariantDrawer:
    """Draws many variants of one family: its ranges are checked and its formula is read once.

    Raises FamilyError where the formula is not allowed or a range is none.
    """

    def __init__(self, family: Family) -> None:
        _check_ranges(family)
        self._family = family
        self._law = _Law.of(family)
        self._ladders = _build_ladders(family)

    def draw(self, seed: int) -> Numerical:
        """The variant of this seed: the same seed always gives the same numbers.

        Raises FamilyError where the ranges give no sensible exercise.
        """
        values, key = self._draw(seed)
        return _build(self._family, values, key)

    def draw_numbers(self, seed: int) -> Values:
        """The exact numbers of that variant, by variable. Raises FamilyError as `draw`."""
        return self._draw(seed)[0]

    def _draw(self, seed: int) -> tuple[Values, _Key]:
        random = Random(f"variant {seed}")
        for _ in range(TRIES):
            values = _draw_values(self._ladders, random)
            if key := self._law.compute(values):
                return values, key
        raise FamilyError(
            f"no numbers in the given ranges make a sensible exercise ({TRIES} tries): "
            "the key must be finite, not zero, not negative, keep its digits when rounded, and "
            "differ from what the mistakes come to"
        )


def draw_variant(family: Family, seed: int) -> Numerical:
    """One variant, as `VariantDrawer` draws it. Raises FamilyError as that does."""
    return VariantDrawer(family).draw(seed)


def draw_numbers(family: Family, seed: int) -> Values:
    """The exact numbers of that variant, by variable. Raises FamilyError as `draw_variant`."""
    return VariantDrawer(family).draw_numbers(seed)


def _check_ranges(family: Family) -> None:
    names = [variable.name for variable in family.variables]
    if len(set(names)) != len(names) or "answer" in names:
        raise FamilyError("variable names must differ from each other and from 'answer'")
    for variable in family.variables:
        bounds = (variable.low, variable.high, variable.step)
        if not all(abs(bound) <= 1e12 for bound in bounds):
            raise FamilyError(f"{variable.name}: the range must be finite and within 1e12")
        if variable.low > variable.high:
            raise FamilyError(f"{variable.name}: the range ends below its beginning")
        if _count_steps(variable) > 1_000_000:
            raise FamilyError(f"{variable.name}: the step is too fine for the range")


def _places(text: str) -> set[str]:
    return set(_PLACE.findall(_MATHS.sub(lambda maths: maths[0].replace("{", "{ "), text)))


def _check_texts(family: Family) -> None:
    names = {variable.name for variable in family.variables}
    shown = set(_PLACE.findall(family.stem))
    if missing := names - shown:
        raise FamilyError(f"the stem does not show {', '.join(sorted(missing))}")
    for text, allowed in [
        (family.stem, names),
        *((hint, names) for hint in family.hints),
        *((slip.feedback, names) for slip in family.mistakes),
        (family.solution, names | {"answer"}),
        (family.explanation, names | {"answer"}),
    ]:
        if unknown := _places(text) - allowed:
            raise FamilyError(f"{{{min(unknown)}}} is not a variable that may stand there")


def _corners(ladders: Sequence[_Ladder]) -> Iterator[Values]:
    ends = [{one.at(0), one.at(one.steps)} for one in ladders]
    for values in product(*map(sorted, ends)):
        yield {one.name: value for one, value in zip(ladders, values, strict=True)}


def check_family(family: Family) -> None:
    """Raises FamilyError unless variants can be drawn: an allowed formula, sane ranges, texts
    that show every variable and no other, and a sensible key for at least half of a sample of
    the ranges, their corners included. Bounded: at most 104 keys are computed.
    """
    _check_ranges(family)
    law = _Law.of(family)
    _check_texts(family)
    random = Random("check family")
    ladders = _build_ladders(family)
    sample = [*islice(_corners(ladders), 64), *(_draw_values(ladders, random) for _ in range(40))]
    good = sum(law.compute(values) is not None for values in sample)
    if good * 2 < len(sample):
        raise FamilyError(
            f"only {good} of {len(sample)} draws make a sensible exercise: the key must be finite, "
            "not zero, not negative, keep its digits when rounded, and differ from what the "
            "mistakes come to"
        )

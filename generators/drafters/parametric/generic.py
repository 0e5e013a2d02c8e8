"""A formula that a source states in words and works out once becomes a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.ranges import around, part_of
from generators.drafters.parametric.word_formula import WordFormula, find_word_formulas
from generators.drafters.parametric.worked import Calculation, Term, find_calculations, unit_beside
from generators.drafters.text.english import is_plural, lower_first
from generators.exercise.content import Language
from generators.exercise.family import Variable
from generators.exercise.folding import fold_text
from generators.exercise.passage import Passage
from generators.exercise.units import read_unit
from generators.sources.sentences import split_sentences

_NAMES = "abcd"
_SHARE = re.compile(
    r"\b(?:rate|share|percentage|coverage|proportion|ratio|yield|accuracy)\b|率$|占比$"
)
_SHOWN = {"/": "÷", "*": "×", "+": "+", "-": "-"}
_NEAR_SENTENCES = 3  # the worked example follows the formula


def find_generic(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    for passage in passages:
        if passage.language is language:
            for formula in find_word_formulas(passage):
                problem = _build(formula)
                if problem is not None:
                    yield problem


def _example(formula: WordFormula) -> Calculation | None:
    """The calculation with the formula's signs that the sentences behind the formula work out."""
    sentences = split_sentences(formula.passage.text)
    start = sentences.index(formula.quote)
    after = " ".join(sentences[start : start + 1 + _NEAR_SENTENCES])
    for calculation in find_calculations(after):
        if calculation.signs == formula.signs and _adds_up(calculation):
            return calculation
    return None


def _compute(calculation: Calculation) -> float:
    value = calculation.terms[0].number
    for sign, term in zip(calculation.signs, calculation.terms[1:], strict=True):
        match sign:
            case "/":
                value /= term.number or float("nan")
            case "*":
                value *= term.number
            case "+":
                value += term.number
            case _:
                value -= term.number
    return value


def _adds_up(calculation: Calculation) -> bool:
    """The text's own result, a percentage included."""
    value, result = _compute(calculation), calculation.result
    told = result.number / 100 if result.unit == "%" else result.number
    return abs(value - told) <= 0.02 * max(abs(told), 1e-9)


def _units(formula: WordFormula, calculation: Calculation) -> list[str]:
    """The units of the operands; where the calculation has none, those in the text."""
    return [
        term.unit or unit_beside(formula.passage.text, term.shown) for term in calculation.terms
    ]


def _is_share(formula: WordFormula, result: Term, units: list[str]) -> bool:
    same = len({str(read_unit(unit).dimensions) for unit in units}) == 1
    return (
        formula.signs == ("/",)
        and same
        and (result.unit == "%" or bool(_SHARE.search(formula.name)))
    )


def _units_agree(formula: WordFormula, units: list[str], result: str) -> bool:
    """Sums need one unit; in products and quotients the dimensions must come out."""
    if {"+", "-"} & set(formula.signs):
        return len({*units, result}) == 1
    powers: dict[str, int] = {}
    for sign, unit in zip(("*", *formula.signs), units, strict=True):
        for base, power in read_unit(unit).dimensions:
            powers[base] = powers.get(base, 0) + (power if sign == "*" else -power)
    told = dict(read_unit(result).dimensions)
    return {base: power for base, power in powers.items() if power} == told


def _variables(formula: WordFormula, calculation: Calculation, share: bool) -> tuple[Variable, ...]:
    numbers = [term.number for term in calculation.terms]
    if share:
        whole = around("b", max(numbers[1], 20))
        return part_of("a", whole), whole
    scale = re.search(r"from (\d) to (\d{1,2})\b", formula.passage.text)
    if scale and all(n <= float(scale[2]) for n in numbers):
        low, high = float(scale[1]), float(scale[2])
        return tuple(Variable(name=n, low=low, high=high, step=1) for n in _NAMES[: len(numbers)])
    return tuple(around(n, v) for n, v in zip(_NAMES, numbers, strict=False))


def _build(formula: WordFormula) -> Problem | None:
    calculation = _example(formula)
    if calculation is None or any(term.number <= 0 for term in calculation.terms):
        return None
    units, result = _units(formula, calculation), calculation.result.unit
    share = _is_share(formula, calculation.result, units)
    if any("%" in unit for unit in units) or not (share or _units_agree(formula, units, result)):
        return None
    expression = _NAMES[0] + "".join(
        f" {sign} {name}" for sign, name in zip(formula.signs, _NAMES[1:], strict=False)
    )
    return Problem(
        target=fold_text(formula.name),
        stem=stem_of(formula, units, "%" if share else result),
        formula=f"100 * {expression}" if share else expression,
        variables=_variables(formula, calculation, share),
        unit="%" if share else result,
        decimals=1 if share or "/" in formula.signs else 0 if _is_whole(calculation) else 2,
        solution=solution_of(formula, units, "%" if share else result),
        hints=hints_of(formula, "%" if share else result),
        passage=formula.passage,
        quote=formula.quote,
    )


def _is_whole(calculation: Calculation) -> bool:
    return all(term.number.is_integer() for term in calculation.terms)


def _given(name: str, operand: str, unit: str, language: Language) -> str:
    value = f"{{{name}}} {unit}".strip()
    if language is Language.ZH:
        return f"{operand}是 {value}"
    if is_plural(operand) and not operand.startswith("number of"):
        return f"the number of {operand} is {value}"
    return f"the {operand} is {value}"


def stem_of(formula: WordFormula, units: list[str], unit: str) -> str:
    language = formula.passage.language
    given = [
        _given(name, operand, own, language)
        for name, operand, own in zip(_NAMES, formula.operands, units, strict=False)
    ]
    if language is Language.ZH:
        asked = f"（单位：{unit}）" if unit else ""
        return f"已知{'，'.join(given)}。{formula.name}是多少？{asked}"
    told = ", ".join(given[:-1]) + (", and " if len(given) > 2 else " and ") + given[-1]
    asked = f", in {'per cent' if unit == '%' else unit}" if unit else ""
    return f"{told[0].upper()}{told[1:]}. What is the {lower_first(formula.name)}{asked}?"


def solution_of(formula: WordFormula, units: list[str], unit: str) -> str:
    words = formula.operands[0]
    numbers = f"{{a}} {units[0]}".strip()
    rest = zip(formula.signs, formula.operands[1:], _NAMES[1:], units[1:], strict=False)
    for sign, operand, name, own in rest:
        words += f" {_SHOWN[sign]} {operand}"
        numbers += f" {_SHOWN[sign]} {f'{{{name}}} {own}'.strip()}"
    return f"{formula.name} = {words} = {numbers} = {{answer}} {unit}".rstrip()


def hints_of(formula: WordFormula, unit: str) -> tuple[str, str]:
    words = formula.operands[0] + "".join(
        f" {_SHOWN[sign]} {operand}"
        for sign, operand in zip(formula.signs, formula.operands[1:], strict=True)
    )
    if formula.passage.language is Language.ZH:
        return (
            f"先写出公式：{formula.name} = {words}。",
            f"代入数值，再检查单位：结果的单位是{unit}。" if unit else "把已知的数值代入公式。",
        )
    last = f"The result is in {'per cent' if unit == '%' else unit}." if unit else ""
    return (
        f"Write down the formula first: {lower_first(formula.name)} = {words}.",
        f"Put the given numbers in and watch the units. {last}".strip(),
    )

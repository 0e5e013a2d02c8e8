"""A numerical problem before it is a family: what is given, what is asked, where it is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from generators.drafters.extractive.wording import cite, says
from generators.exercise.content import Language
from generators.exercise.draw import FamilyError, check_family
from generators.exercise.exact import compute_formula
from generators.exercise.family import Family, Variable
from generators.exercise.formulas import parse_formula
from generators.exercise.passage import Passage

_SAMPLES = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """`stem`, `solution` and `hints` hold `{name}` for each variable. `target` names what is asked
    for; `quote` stands in the passage; problems with the same `alike` differ in a row of a table.
    """

    target: str
    stem: str
    formula: str
    variables: tuple[Variable, ...]
    unit: str
    decimals: int
    solution: str
    hints: tuple[str, ...]
    passage: Passage
    quote: str
    alike: str = ""


def _draws(problem: Problem) -> Iterator[dict[str, Fraction]]:
    random = Random(problem.stem)
    for _ in range(_SAMPLES):
        values = {}
        for v in problem.variables:
            low, high, step = (Fraction(repr(x)) for x in (v.low, v.high, v.step))
            values[v.name] = low + random.randint(0, int((high - low) / step)) * step
        yield values


def needs_rounding(problem: Problem) -> bool:
    """Whether some key has more decimals than the family keeps."""
    tree = parse_formula(problem.formula, {v.name for v in problem.variables})
    for values in _draws(problem):
        value = compute_formula(tree, values)
        if value is not None and not (value * 10**problem.decimals).is_integer:
            return True
    return False


def _rounding_note(problem: Problem, language: Language) -> str:
    places = problem.decimals
    if language is Language.ZH:
        return f"（结果保留 {places} 位小数）" if places else "（结果保留整数）"
    if not places:
        return " Round to a whole number."
    return f" Round to {places} decimal place{'s' if places > 1 else ''}."


def _told(solution: str, language: Language) -> str:
    return f"把数据代入公式：{solution}。" if language is Language.ZH else f"{solution}."


def make_family(problem: Problem) -> Family | None:
    """None where no sensible variants can be drawn."""
    language = problem.passage.language
    note = _rounding_note(problem, language) if needs_rounding(problem) else ""
    family = Family(
        stem=problem.stem + note,
        language=language,
        formula=problem.formula,
        variables=problem.variables,
        unit=problem.unit,
        decimals=problem.decimals,
        solution=_told(problem.solution, language),
        explanation=says(problem.passage, problem.quote).replace("{", "(").replace("}", ")"),
        hints=problem.hints,
        citations=cite(problem.passage, problem.quote),
    )
    try:
        check_family(family)
    except FamilyError:
        return None
    return family

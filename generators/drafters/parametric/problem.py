"""A numerical problem before it is a family: what is given, what is asked, where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from generators.drafters.extractive.wording import cite, quoted, says
from generators.drafters.parametric.usual_slips import usual_slips
from generators.exercise.content import Language, Numerical
from generators.exercise.draw import FamilyError, check_family, draw_variant
from generators.exercise.exact import compute_formula
from generators.exercise.family import Family, Slip, Variable
from generators.exercise.formulas import parse_formula
from generators.exercise.passage import Passage

_SAMPLES = 30
_LOOSE, _STRICT = 0.005, 0.001  # tolerances of keys that are rounded, and of exact ones
_IN_WORDS = re.compile(r"[^\d{=]+=")  # a solution that begins with the formula
_NO_PLACES = str.maketrans("{}", "()")  # braces of the source name no variable


@dataclass(frozen=True, slots=True)
class Problem:
    """`stem`, `solution`, `hints` and what is said of `mistakes` hold `{name}` for each variable;
    without variables the source's own numbers are asked. `given` is what is told before the
    question, without variables: a case tells it once for several. `target` names what is asked
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
    mistakes: tuple[Slip, ...] = ()
    also: str = ""  # a second quote of the passage
    given: str = ""

    @property
    def quotes(self) -> tuple[str, ...]:
        return (self.quote, self.also) if self.also else (self.quote,)

    @property
    def whole(self) -> str:
        """What is told, and the question."""
        between = " " if self.given and self.passage.language is Language.EN else ""
        return f"{self.given}{between}{self.stem}"


def _draws(problem: Problem) -> Iterator[dict[str, Fraction]]:
    random = Random(problem.whole)
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


def _told(problem: Problem) -> str:
    if problem.passage.language is Language.EN:
        return f"{problem.solution}."
    in_words = _IN_WORDS.match(problem.solution)
    return f"{'把数据代入公式：' if in_words else ''}{problem.solution}。"


def _explain(problem: Problem) -> str:
    told = says(problem.passage, problem.quote)
    more = f" {quoted(problem.also)}" if problem.also else ""
    return f"{told}{more}".translate(_NO_PLACES)


def make_family(problem: Problem) -> Family | None:
    """None where no sensible variants can be drawn."""
    language = problem.passage.language
    note = _rounding_note(problem, language) if needs_rounding(problem) else ""
    family = Family(
        stem=problem.whole + note,
        language=language,
        formula=problem.formula,
        variables=problem.variables,
        unit=problem.unit,
        decimals=problem.decimals,
        tolerance=_LOOSE if note else _STRICT,
        solution=_told(problem),
        explanation=_explain(problem),
        hints=problem.hints,
        citations=tuple(c for quote in problem.quotes for c in cite(problem.passage, quote)),
        mistakes=problem.mistakes or usual_slips(problem.formula, language),
    )
    try:
        check_family(family)
    except FamilyError:
        return None
    return family


def make_fixed(problem: Problem) -> Numerical | None:
    """The exercise on the source's own numbers: the one variant of a family that varies nothing.
    None where the numbers make no sensible one.
    """
    still = Variable(name="k", low=1, high=1, step=1)
    family = make_family(replace(problem, stem="{k}" + problem.whole, given="", variables=(still,)))
    if family is None:
        return None
    return draw_variant(family.model_copy(update={"stem": family.stem.removeprefix("{k}")}), 0)

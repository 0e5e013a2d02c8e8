"""Well-known formulas, used where a passage states them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from generators.drafters.parametric.problem import Problem
from generators.drafters.parametric.wordings import spell
from generators.drafters.text.statements import is_exercise
from generators.exercise.content import Language
from generators.exercise.family import Variable
from generators.exercise.passage import Passage
from generators.sources.sentences import split_sentences

_FILES = {
    Language.EN: ("formulas_en.json", "formulas_en_subjects.json"),
    Language.ZH: ("formulas_zh.json",),
}


# A formula to which something else is likened is not what the text teaches.
_LIKENESS = re.compile(
    r"\b(?:think of (?:it|this|them) as|just like|analog\w+|but for|reminds?|remember)\b|"
    r"好比|类似于|就像",
    re.I,
)


class KnownProblem(BaseModel):
    """`variables` are name: [low, high, step]. `hint` is the second hint; the first one is the law
    of the formula in its own words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stem: str
    formula: str
    variables: dict[str, tuple[float, float, float]]
    unit: str
    decimals: int = 2
    solution: str
    hint: str


class Says(NamedTuple):
    """A formula of two operands as patterns of their names: "profit", "revenue", "-", "costs?"."""

    name: str
    first: str
    sign: Literal["/", "*", "+", "-"]
    second: str


class KnownFormula(BaseModel):
    """`marks` are patterns one of which stands where a text states the formula, `says` the
    formula by the names of its parts, as a line or in any of the wordings of `wordings.py`. Named
    groups of marks are numbers that the text fixes; problems write them as `<name>`. `first_hint`
    recalls the law.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    marks: tuple[str, ...] = ()
    says: tuple[Says, ...] = ()
    first_hint: str
    problems: tuple[KnownProblem, ...]


@cache
def known_formulas(language: Language) -> tuple[KnownFormula, ...]:
    entries = [
        entry
        for name in _FILES[language]
        for entry in json.loads(files(__package__).joinpath(name).read_text("utf-8"))
    ]
    return tuple(KnownFormula.model_validate(entry) for entry in entries)


@cache
def _patterns(marks: tuple[str, ...], says: tuple[Says, ...]) -> tuple[re.Pattern[str], ...]:
    told = (mark for parts in says for mark in spell(*parts))
    return tuple(re.compile(mark, re.I) for mark in (*marks, *told))


def _find_mark(formula: KnownFormula, sentence: str) -> re.Match[str] | None:
    patterns = _patterns(formula.marks, formula.says)
    return next((match for p in patterns if (match := p.search(sentence))), None)


def _filled(text: str, constants: dict[str, str]) -> str:
    for name, value in constants.items():
        text = text.replace(f"<{name}>", value)
    return text


def _build(
    formula: KnownFormula,
    known: KnownProblem,
    number: int,
    constants: dict[str, str],
    passage: Passage,
    quote: str,
) -> Problem:
    return Problem(
        target=f"{formula.key} {number}",
        stem=_filled(known.stem, constants),
        formula=_filled(known.formula, constants),
        variables=tuple(
            Variable(name=name, low=low, high=high, step=step)
            for name, (low, high, step) in known.variables.items()
        ),
        unit=known.unit,
        decimals=known.decimals,
        solution=_filled(known.solution, constants),
        hints=(_filled(formula.first_hint, constants), _filled(known.hint, constants)),
        passage=passage,
        quote=quote,
    )


def find_known(passages: Iterable[Passage], language: Language) -> Iterator[Problem]:
    """The problems of each formula that a passage states, once for the first such passage."""
    left = list(known_formulas(language))
    for passage in passages:
        if is_exercise(passage.heading):
            continue
        for sentence in split_sentences(passage.text):
            if _LIKENESS.search(sentence):
                continue
            for formula in [f for f in left if _find_mark(f, sentence)]:
                left.remove(formula)
                match = _find_mark(formula, sentence)
                constants = match.groupdict() if match else {}
                for number, known in enumerate(formula.problems):
                    yield _build(formula, known, number, constants, passage, sentence)

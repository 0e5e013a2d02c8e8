"""Problems as the questions of one case, handed back only where none tells another's key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pydantic import ValidationError

from generators.drafters.extractive.wording import section_name
from generators.drafters.parametric.case_words import WORDS
from generators.drafters.parametric.problem import Problem, make_family, make_fixed
from generators.drafters.text.markdown import escape
from generators.exercise.content import CasePart, CaseStudy, Citation, Numerical, Question
from generators.exercise.draw import FamilyError, draw_variant
from generators.exercise.passage import Passage
from generators.exercise.rules_case import check_questions_apart


def numerical_part(problem: Problem, seed: int = 0) -> Numerical | None:
    """The question alone, as the case tells what is given and what it is from; with fresh numbers
    of `seed` where it has variables. None where the numbers make no sensible one.
    """
    asked = replace(problem, given="")
    content = _draw(asked, seed) if asked.variables else make_fixed(asked)
    return content and content.model_copy(update={"citations": (), "explanation": ""})


def _draw(problem: Problem, seed: int) -> Numerical | None:
    family = make_family(problem)
    try:
        return draw_variant(family, seed) if family else None
    except FamilyError:
        return None  # the ranges give none at this seed


def build_case(
    stem: str, questions: Sequence[Question], passage: Passage, quotes: Iterable[str]
) -> CaseStudy | None:
    """None where a question tells the answer of another one, or two are the same."""
    section = section_name(passage)
    source = WORDS[passage.language].source.format(section=escape(section)) if section else ""
    try:
        case = CaseStudy(
            stem=stem,
            language=passage.language,
            explanation=source,
            citations=tuple(Citation(passage=passage.id, quote=quote) for quote in quotes),
            parts=tuple(CasePart(content=question) for question in questions),
        )
    except ValidationError:
        return None
    return None if check_questions_apart(case) else case

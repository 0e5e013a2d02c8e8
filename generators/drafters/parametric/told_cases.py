"""Cases on a situation that a sentence tells: what else is asked of it one by one, together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generators.drafters.parametric.case_parts import build_case, numerical_part
from generators.drafters.parametric.problem import Problem
from generators.exercise.content import CaseStudy, Numerical
from generators.exercise.passage import Passage

_FEWEST, _MOST = 3, 4  # questions: two alone would be the same step twice
_TRIES = 12  # draws of fresh numbers, until no question tells the answer of another
_SEED_STEP = 101


def make_told_cases(
    problems: Iterable[Problem], seed: int
) -> Iterator[tuple[Passage, str, CaseStudy]]:
    """With the passage and the sentence. Problems that are told the same make a case."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        if problem.given and problem.variables:
            key = (problem.passage.id, problem.quote, problem.given)
            groups.setdefault(key, []).append(problem)
    for (_, quote, given), own in groups.items():
        if len(own) >= _FEWEST and (case := _draw_case(given, own[:_MOST], seed)):
            yield own[0].passage, quote, case


def _draw_case(given: str, problems: list[Problem], seed: int) -> CaseStudy | None:
    for turn in range(_TRIES):
        parts = [
            numerical_part(problem, seed + _SEED_STEP * (turn * _MOST + place))
            for place, problem in enumerate(problems)
        ]
        questions = [part for part in parts if part is not None]
        if len(questions) < len(problems) or not _differ(questions):
            continue
        passage = problems[0].passage
        if case := build_case(given, questions, passage, problems[0].quotes):
            return case
    return None


def _differ(questions: list[Numerical]) -> bool:
    return len({(question.value, question.unit) for question in questions}) == len(questions)

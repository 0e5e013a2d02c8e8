"""The questions of a case are apart from each other, and a model's also from the situation: what it
says itself is no question."""

from __future__ import annotations

from generators.checks.case import Case
from generators.exercise.content import Question, WithOptions
from generators.exercise.parts import questions_of
from generators.exercise.rules import Finding, flag
from generators.exercise.rules_case import check_questions_apart
from generators.exercise.texts import answers_of, holds, is_weighty


def check_apart(case: Case) -> Finding | None:
    found = check_questions_apart(case.content)
    if found is not None or not case.by_model:
        return found
    for question in questions_of(case.content):
        for answer in filter(is_weighty, answers_of(question)):
            if holds(case.content.stem, answer) and not _names_others(question, case.content.stem):
                return flag("key_in_situation", answer)
    return None


def _names_others(question: Question, situation: str) -> bool:
    """What is told beside a wrong option that is told too is left to choose from."""
    return isinstance(question, WithOptions) and any(
        holds(situation, option.text) for option in question.wrong
    )

"""The rubric of an open question that came without one."""

from __future__ import annotations

from generators.exercise.content import Criterion, Language

_WHOLE = {
    Language.EN: "The answer is right and complete.",
    Language.ZH: "答案正确且完整。",
}


def default_rubric(language: Language) -> tuple[Criterion, ...]:
    return (Criterion(text=_WHOLE[language]),)

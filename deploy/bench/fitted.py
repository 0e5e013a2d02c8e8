"""A model to fold under, as a course has it after a refit: fitted on simulated answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from analytics.refit import SiteFit, refit_site
from analytics.refit_rows import CourseEvidence
from analytics.stream import StreamedAnswer
from analytics.types import Evidence


def fit_answers(
    simulate: Callable[[int], Iterable[StreamedAnswer]], begin: datetime, learners: int
) -> SiteFit:
    """Of one course, "bench". `simulate` gives the answers of a learner by number, in seconds from
    `begin`; their difficulties count as what was thought of the exercises."""
    evidence: list[Evidence] = []
    easy: dict[str, float] = {}
    for learner in range(learners):
        for at, answer in enumerate(simulate(learner)):
            exercise = name_exercise(answer.skills, answer.difficulty)
            easy[exercise] = -answer.difficulty
            time = begin + timedelta(seconds=answer.time)
            skills = tuple(answer.skills)
            evidence.append(
                Evidence(f"{learner}/{at}", f"l{learner}", skills, answer.score, time, exercise)
            )
    return refit_site([CourseEvidence("bench", evidence, easy)])


def name_exercise(skills: Sequence[str], difficulty: float) -> str:
    """Some hundred exercises: those of one skill whose difficulty rounds to the same half."""
    return f"{skills[0]}/{round(2 * difficulty)}"


def move_fit(fit: SiteFit, context_id: str) -> SiteFit:
    """The same, as that of a course of this id."""
    return replace(fit, courses={context_id: fit.courses["bench"]})

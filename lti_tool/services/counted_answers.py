"""Which answers a practice's score counts: the same rule as the score, told answer by answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import (
    GRADED_UNDER,
    Attempt,
    Exercise,
    ExerciseVersion,
    Practice,
    ScorePolicy,
    Showing,
    Skill,
)
from lti_tool.services.score_policy import Answered, mark_different


@dataclass(frozen=True, slots=True)
class CountedAnswer:
    attempt: Attempt
    kind: str
    skill: str
    counts: bool


def list_counted(session: Session, practice: Practice, person_id: str) -> list[CountedAnswer]:
    """Every answer, newest first; under the mastery policy none counts by itself."""
    query = (
        select(Attempt, Showing.seed, ExerciseVersion.family, Exercise.kind, Skill.name)
        .join(Showing, Showing.id == Attempt.showing_id)
        .join(ExerciseVersion, GRADED_UNDER)
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .join(Skill, Skill.id == Exercise.skill_id)
        .where(Attempt.practice_id == practice.id, Attempt.person_id == person_id)
        .order_by(Attempt.created_at, Attempt.id)
    )
    rows = session.execute(query).all()
    eligible = [row for row in rows if _may_count(practice.policy, row.Attempt)]
    marks = mark_different(
        Answered(row.Attempt.exercise_id, row.seed, is_family=bool(row.family)) for row in eligible
    )
    counting = {row.Attempt.id for row, counts in zip(eligible, marks, strict=True) if counts}
    return [
        CountedAnswer(row.Attempt, row.kind, row.name, row.Attempt.id in counting)
        for row in reversed(rows)
    ]


def _may_count(policy: ScorePolicy, attempt: Attempt) -> bool:
    match policy:
        case ScorePolicy.POINTS:
            return attempt.correct
        case ScorePolicy.COMPLETION:
            return True
        case ScorePolicy.MASTERY:
            return False

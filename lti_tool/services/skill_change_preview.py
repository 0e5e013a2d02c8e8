"""What a merge or a split would change: it is tried in a savepoint and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Attempt, Draft, DraftState, Exercise, Practice
from lti_tool.services.profiles import read_class_mastery
from lti_tool.services.score_preview import ScoreMove, preview_scores
from lti_tool.services.skill_changes import list_mastery_standings
from lti_tool.services.skill_splitting import list_activities_of
from lti_tool.services.skills import list_kept_skills


@dataclass(frozen=True, slots=True)
class Known:
    """Of how many learners enough is known to show a figure; None where the skill is not there."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Counts are of the skill that is merged or split. `moves` are scores that would change."""

    exercises: int
    answers: int
    learners: int
    activities: int
    drafts: int
    practices: tuple[str, ...]
    known: tuple[Known, ...]
    moves: tuple[ScoreMove, ...]


def preview_change(
    session: Session, context_id: str, skill_id: str, change: Callable[[], object], now: datetime
) -> Effect:
    """`session` must be one that may write. Raises what `change` raises."""
    of_skill = Exercise.skill_id == skill_id
    answers, learners = session.execute(
        select(func.count(), func.count(Attempt.person_id.distinct()))
        .select_from(Attempt)
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .where(of_skill)
    ).one()
    in_review = (Draft.skill_id == skill_id) & (Draft.state == DraftState.IN_REVIEW)
    practices = session.scalars(select(Practice).where(Practice.context_id == context_id))
    return Effect(
        exercises=_count(session, of_skill),
        answers=answers,
        learners=learners,
        activities=len(list_activities_of(session, context_id, skill_id)),
        drafts=_count(session, in_review),
        practices=tuple(row.title for row in practices if skill_id in row.skill_ids),
        known=_compare_known(session, context_id, change, now),
        moves=tuple(
            preview_scores(session, list_mastery_standings(session, context_id), change, now)
        ),
    )


def _compare_known(
    session: Session, context_id: str, change: Callable[[], object], now: datetime
) -> tuple[Known, ...]:
    """Skills whose number differs, or that come or go; in course order."""
    before = _count_known(session, context_id, now)
    savepoint = session.begin_nested()
    try:
        change()
        session.flush()
        after = _count_known(session, context_id, now)
    finally:
        savepoint.rollback()
    return tuple(
        Known(name, before.get(name), after.get(name))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    )


def _count_known(session: Session, context_id: str, now: datetime) -> dict[str, int]:
    skills = list_kept_skills(session, context_id)
    found = read_class_mastery(session, context_id, now, [skill.id for skill in skills])
    return {
        skill.name: sum(row[at].enough for row in found.values()) for at, skill in enumerate(skills)
    }


def _count(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(which)) or 0

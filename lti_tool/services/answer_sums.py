"""Sums of answers that are about to be removed: how hard an exercise is stays known, by whom it
was answered does not."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Attempt, ExerciseTally
from lti_tool.services.rows import find_or_add


def keep_sums(session: Session, which: ColumnElement[bool]) -> None:
    """Of these attempts, before they go."""
    query = (
        select(
            Attempt.exercise_id,
            func.count(),
            func.sum(cast(Attempt.correct, Integer)),
            func.count(Attempt.seconds),
            func.sum(Attempt.seconds),
        )
        .where(which)
        .group_by(Attempt.exercise_id)
        .order_by(Attempt.exercise_id)
    )
    for exercise_id, answers, right, timed, seconds in session.execute(query).all():
        row = find_or_add(session, ExerciseTally, {}, exercise_id=exercise_id)
        session.refresh(row, with_for_update=True)
        row.answers += answers
        row.right += right
        row.timed += timed
        row.seconds += seconds or 0.0
    session.flush()

"""Exercises whose source is no longer the course's: they keep their passages and get a flag."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import IS_CURRENT, Exercise, ExerciseVersion, Passage


def flag_stale_exercises(session: Session, context_id: str, source_ids: Sequence[str]) -> int:
    """Flag those whose current version cites a passage of `source_ids`; how many they are."""
    if not source_ids:
        return 0
    gone = set(session.scalars(select(Passage.id).where(Passage.source_id.in_(source_ids))))
    stale = [row for row, version in _current(session, context_id) if _cited(version) & gone]
    for row in stale:
        row.stale_source = True
    return len(stale)


def _current(session: Session, context_id: str) -> list[tuple[Exercise, ExerciseVersion]]:
    query = (
        select(Exercise, ExerciseVersion)
        .join(ExerciseVersion, IS_CURRENT)
        .where(Exercise.context_id == context_id)
    )
    return [(exercise, version) for exercise, version in session.execute(query)]


def _cited(version: ExerciseVersion) -> set[str]:
    """A parametric family carries citations of its own."""
    bodies = (version.content, version.family or {})
    return {citation["passage"] for body in bodies for citation in body.get("citations", ())}

"""Evidence out of rows: attempts made here and what the platform told.

A learner is named by the id of their row, a random one that says nothing about the person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Evidence, Source
from lti_tool.models import Attempt, Exercise, OutsideEvidence

FURTHER_TRY = 0.5  # after feedback, a right answer says less
# Of a full answer, for a whole activity; divided among the skills that it touches.
WEIGHTS = {
    Source.AGS_RESULT: 0.8,
    Source.GRADEBOOK: 0.8,
    Source.QUIZ_ATTEMPT: 0.9,
    Source.COMPLETION: 0.3,
    Source.TOOL: 0.8,
    Source.SELF_REPORT: 0.3,
}


def list_evidence(
    session: Session, context_id: str, whose: str | Collection[str] | None = None
) -> list[Evidence]:
    """Of one learner, of several, or of all in the course; oldest first."""
    people = [whose] if isinstance(whose, str) else whose
    found = [
        *_read_attempts(session, context_id, people),
        *_read_outside(session, context_id, people),
    ]
    return sorted(found, key=lambda piece: (piece.time, piece.id))


def _read_attempts(
    session: Session, context_id: str, people: Collection[str] | None
) -> Iterator[Evidence]:
    # Columns, not rows of the ORM: a large class has 100,000 attempts.
    query = (
        select(
            Attempt.id,
            Attempt.person_id,
            Exercise.skill_id,
            Attempt.fraction,
            Attempt.created_at,
            Attempt.exercise_id,
            Attempt.hints_used,
            Attempt.confidence,
            Attempt.number,
        )
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .where(Attempt.context_id == context_id)
    )
    if people is not None:
        query = query.where(Attempt.person_id.in_(people))
    for own, learner, skill, score, time, exercise, hints, confidence, number in session.execute(
        query
    ):
        yield Evidence(
            id=own,
            learner=learner,
            skills=(skill,),
            score=score,
            time=time,
            exercise=exercise,
            source=Source.HERE,
            hints_used=hints,
            confidence=confidence,
            weight=1.0 if number == 1 else FURTHER_TRY,
        )


def _read_outside(
    session: Session, context_id: str, people: Collection[str] | None
) -> Iterator[Evidence]:
    query = select(OutsideEvidence).where(OutsideEvidence.context_id == context_id)
    if people is not None:
        query = query.where(OutsideEvidence.person_id.in_(people))
    rows = [row for row in session.scalars(query) if row.skill_ids]  # others say nothing of a skill
    known = {(row.person_id, row.activity, row.source) for row in rows if row.activity}
    yield from (_read_grade(row) for row in rows if not _says_nothing_new(row, known))


def _says_nothing_new(row: OutsideEvidence, known: set[tuple[str, str, str]]) -> bool:
    """Of one activity, the answers count before the grade, and the grade before the completion,
    which counts only where an instructor said so."""
    better = {
        Source.GRADEBOOK.value: (Source.QUIZ_ATTEMPT,),
        Source.COMPLETION.value: (Source.QUIZ_ATTEMPT, Source.GRADEBOOK),
    }.get(row.source, ())
    if row.source == Source.COMPLETION.value and not row.mapped:
        return True
    return any((row.person_id, row.activity, source.value) in known for source in better)


def _read_grade(row: OutsideEvidence) -> Evidence:
    source = Source(row.source)
    return Evidence(
        id=row.id,
        learner=row.person_id,
        skills=tuple(row.skill_ids),
        score=row.score,
        time=row.seen_at,
        exercise=row.external_id if source in (Source.QUIZ_ATTEMPT, Source.TOOL) else None,
        source=source,
        weight=(row.weight or WEIGHTS[source]) / len(row.skill_ids),
    )

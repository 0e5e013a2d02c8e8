"""Exercises: published content in versions. The only writer of `Exercise.state`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from generators.exercise.content import Content, read_content
from generators.exercise.draw import draw_variant
from generators.exercise.family import Family
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import (
    Attempt,
    Draft,
    Exercise,
    ExerciseReport,
    ExerciseState,
    ExerciseVersion,
)
from lti_tool.services.audit import note_audit
from lti_tool.services.course_rows import find_in_course
from lti_tool.services.drafts import accept_draft, find_draft, return_to_review
from lti_tool.services.provenance import describe_provenance

NOTE_LENGTH = 2000


def publish_draft(
    session: Session, context_id: str, draft_id: str, person_id: str, now: datetime
) -> Exercise:
    """Raises `ConflictError` for a draft that is refused, unchecked or decided on already."""
    draft = accept_draft(session, context_id, draft_id, person_id)
    exercise = session.scalar(select(Exercise).where(Exercise.draft_id == draft.id))
    exercise = exercise or _new_exercise(session, draft)
    exercise.state, exercise.published_by = ExerciseState.PUBLISHED, person_id
    _keep_version(session, exercise, draft, person_id, now)
    note_exercise(session, person_id, "publish_exercise", exercise.id, draft=draft.id)
    session.flush()
    return exercise


def _new_exercise(session: Session, draft: Draft) -> Exercise:
    exercise = Exercise(
        context_id=draft.context_id,
        skill_id=draft.skill_id,
        draft_id=draft.id,
        version=0,
        kind=draft.kind,
        language=draft.language,
        bloom=draft.bloom,
        difficulty=draft.difficulty,
    )
    session.add(exercise)
    session.flush()
    return exercise


def _keep_version(
    session: Session, exercise: Exercise, draft: Draft, person_id: str, now: datetime
) -> None:
    """The draft's text as the next version; as it stands where it was published before."""
    content: dict[str, Any] = draft.content or {}
    if exercise.version:
        last = find_version(session, exercise.id, exercise.version)
        if (last.content, last.family) == (content, draft.family):
            return
    provenance = describe_provenance(draft)
    add_version(session, exercise, content, draft.family, provenance, person_id, now)


def add_version(
    session: Session,
    exercise: Exercise,
    content: dict[str, Any],
    family: dict[str, Any] | None,
    provenance: dict[str, Any],
    person_id: str,
    now: datetime,
    note: str = "",
) -> ExerciseVersion:
    exercise.version += 1
    version = ExerciseVersion(
        exercise_id=exercise.id,
        number=exercise.version,
        content=content,
        family=family,
        provenance=provenance,
        person_id=person_id,
        note=note,
        created_at=now,
    )
    session.add(version)
    session.flush()
    return version


def list_published(
    session: Session, context_id: str, skill_ids: Collection[str] = ()
) -> list[Exercise]:
    """Oldest first; all skills where none is named."""
    query = (
        select(Exercise)
        .where(Exercise.context_id == context_id, Exercise.state == ExerciseState.PUBLISHED)
        .order_by(Exercise.created_at, Exercise.id)
    )
    if skill_ids:
        query = query.where(Exercise.skill_id.in_(skill_ids))
    return list(session.scalars(query))


def find_exercise(
    session: Session, context_id: str, exercise_id: str, *, lock: bool = False
) -> Exercise:
    return find_in_course(session, Exercise, context_id, exercise_id, lock=lock)


def find_version(session: Session, exercise_id: str, number: int) -> ExerciseVersion:
    version = session.scalar(
        select(ExerciseVersion).where(
            ExerciseVersion.exercise_id == exercise_id, ExerciseVersion.number == number
        )
    )
    if version is None:
        raise NotFoundError
    return version


def show_content(version: ExerciseVersion, seed: int) -> Content:
    """A family draws its variant of `seed`; anything else is the same for every seed."""
    family = Family.model_validate(version.family) if version.family else None
    return draw_content(read_content(version.content), family, seed)


def draw_content(content: Content, family: Family | None, seed: int) -> Content:
    return draw_variant(family, seed) if family else content


def withdraw_exercise(
    session: Session, context_id: str, exercise_id: str, person_id: str
) -> Exercise:
    """Learners meet it no more; what they answered stays."""
    exercise = find_exercise(session, context_id, exercise_id, lock=True)
    exercise.state = ExerciseState.WITHDRAWN
    note_exercise(session, person_id, "withdraw_exercise", exercise.id)
    return exercise


def restore_exercise(
    session: Session, context_id: str, exercise_id: str, person_id: str
) -> Exercise:
    exercise = find_exercise(session, context_id, exercise_id, lock=True)
    exercise.state = ExerciseState.PUBLISHED
    note_exercise(session, person_id, "restore_exercise", exercise.id)
    return exercise


def undo_publish(session: Session, context_id: str, draft_id: str, person_id: str) -> Draft:
    """Withdraw and put the draft back on the desk.

    Raises `ConflictError` once a learner has answered: then it is withdrawn in the bank.
    """
    draft = find_draft(session, context_id, draft_id, lock=True)
    exercise = session.scalar(
        select(Exercise).where(Exercise.draft_id == draft.id).with_for_update()
    )
    if exercise is None:
        raise ConflictError("This draft is not published, so there is nothing to undo.")
    if count_attempts(session, exercise.id):
        raise ConflictError(
            "Learners have answered this exercise, so it cannot go back to the review desk. "
            "Withdraw or change it in the list of exercises."
        )
    exercise.state = ExerciseState.WITHDRAWN
    return_to_review(draft)
    note_exercise(session, person_id, "undo_publish", exercise.id, draft=draft.id)
    return draft


def count_attempts(session: Session, exercise_id: str) -> int:
    query = select(func.count()).select_from(Attempt).where(Attempt.exercise_id == exercise_id)
    return session.scalar(query) or 0


def find_report(session: Session, exercise_id: str, person_id: str) -> ExerciseReport | None:
    """The learner's own, while it is open."""
    return session.scalar(
        select(ExerciseReport).where(
            ExerciseReport.exercise_id == exercise_id,
            ExerciseReport.person_id == person_id,
            ExerciseReport.open,
        )
    )


def report_exercise(
    session: Session, exercise_id: str, version: int, person_id: str, note: str
) -> None:
    """A learner's "this seems wrong"; what they write in a second one, while open, replaces the
    note."""
    report = find_report(session, exercise_id, person_id)
    if report is None:
        report = ExerciseReport(exercise_id=exercise_id, person_id=person_id, note="")
        session.add(report)
    report.version, report.note = version, note.strip()[:NOTE_LENGTH] or report.note
    session.flush()


def note_exercise(
    session: Session, person_id: str, action: str, exercise_id: str, **detail: object
) -> None:
    """In the audit: which instructor did what to which exercise."""
    course = session.get_one(Exercise, exercise_id).context_id
    note_audit(session, person_id, action, f"exercise:{exercise_id}", course=course, **detail)

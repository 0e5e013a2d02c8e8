"""Lessons: asked for, drafted by a job, looked over and published. The only writer of `Lesson`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.lesson import Lesson as Content
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import Lesson, LessonState, Skill
from lti_tool.services.skills import find_skill

MOST_TRIES = 3
INTERRUPTED = "interrupted"  # a reason: workers died over it


class LessonNotReadyError(ConflictError):
    code = "lesson_not_ready"
    message = "This lesson is not drafted yet. Wait until it is, then try again."


def ask_lesson(session: Session, context_id: str, skill_id: str, person_id: str) -> Lesson:
    """A new draft for the skill, in its language; in place of one that nobody published.

    Raises `NotFoundError`, and `ConflictError` where learners read the lesson.
    """
    skill = find_skill(session, context_id, skill_id)
    session.refresh(skill, with_for_update=True)  # a double click is one lesson
    row = find_lesson_of(session, skill)
    if row is not None and row.state is LessonState.PUBLISHED:
        raise ConflictError("Learners read this lesson. Take it back before you draft it anew.")
    row = row or Lesson(context_id=context_id, skill_id=skill.id, language=skill.language)
    row.state, row.asked_by = LessonState.WAITING, person_id
    row.content = row.drafted = None
    row.done = row.of = row.tries = 0
    row.reason = ""
    session.add(row)
    session.flush()
    return row


def find_lesson_of(session: Session, skill: Skill) -> Lesson | None:
    """The newest: skills that were merged bring one each."""
    query = select(Lesson).where(Lesson.skill_id == skill.id, Lesson.language == skill.language)
    return session.scalars(query.order_by(Lesson.created_at.desc())).first()


def find_lesson(session: Session, context_id: str, lesson_id: str, *, lock: bool = False) -> Lesson:
    """Raises `NotFoundError`."""
    query = select(Lesson).where(Lesson.id == lesson_id, Lesson.context_id == context_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFoundError
    return row


def list_lessons(session: Session, context_id: str) -> dict[str, Lesson]:
    """By skill."""
    query = select(Lesson).where(Lesson.context_id == context_id).order_by(Lesson.created_at)
    return {row.skill_id: row for row in session.scalars(query)}


def list_published(session: Session, context_id: str, skills: Collection[str]) -> dict[str, str]:
    """Ids of the lessons that learners may read, by skill."""
    query = (
        select(Lesson.skill_id, Lesson.id)
        .where(
            Lesson.context_id == context_id,
            Lesson.state == LessonState.PUBLISHED,
            Lesson.skill_id.in_(skills),
        )
        .order_by(Lesson.created_at)
    )
    return dict(session.execute(query).tuples().all())


def lessons_to_ring(session: Session) -> list[str]:
    return list(session.scalars(select(Lesson.id).where(Lesson.state == LessonState.WAITING)))


def read_content(row: Lesson) -> Content:
    """Raises `LessonNotReadyError`."""
    if row.content is None:
        raise LessonNotReadyError
    return Content.model_validate(row.content)


def begin_lesson(session: Session, lesson_id: str) -> Lesson | None:
    """For its job: None where nobody waits for it. One over which workers died `MOST_TRIES` times
    has failed.
    """
    row = _find_waiting(session, lesson_id)
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        row.state, row.reason = LessonState.FAILED, INTERRUPTED
        return None
    row.tries += 1
    return row


def tell_progress(session: Session, lesson_id: str, done: int, of: int) -> None:
    if (row := _find_waiting(session, lesson_id)) is not None:
        row.done, row.of = done, of


def store_lesson(session: Session, lesson_id: str, content: Content) -> None:
    """A second run, or one of a lesson that is no longer wanted, changes nothing."""
    if (row := _find_waiting(session, lesson_id)) is not None:
        row.content = row.drafted = content.model_dump(mode="json")
        row.state = LessonState.IN_REVIEW


def fail_lesson(session: Session, lesson_id: str, reason: str) -> None:
    if (row := _find_waiting(session, lesson_id)) is not None:
        row.state, row.reason = LessonState.FAILED, reason


def _find_waiting(session: Session, lesson_id: str) -> Lesson | None:
    row = session.get(Lesson, lesson_id, with_for_update=True)
    return row if row is not None and row.state is LessonState.WAITING else None


def change_lesson(session: Session, context_id: str, lesson_id: str, content: Content) -> Lesson:
    """What the instructor made of it. Raises `LessonNotReadyError`."""
    row = find_lesson(session, context_id, lesson_id, lock=True)
    read_content(row)
    row.content = content.model_dump(mode="json")
    return row


def publish_lesson(
    session: Session, context_id: str, lesson_id: str, person_id: str, now: datetime
) -> Lesson:
    """Raises `LessonNotReadyError`."""
    row = find_lesson(session, context_id, lesson_id, lock=True)
    read_content(row)
    row.state, row.published_by, row.published_at = LessonState.PUBLISHED, person_id, now
    return row


def withdraw_lesson(session: Session, context_id: str, lesson_id: str) -> Lesson:
    """Back to review; nothing is lost."""
    row = find_lesson(session, context_id, lesson_id, lock=True)
    if row.state is LessonState.PUBLISHED:
        row.state, row.published_by, row.published_at = LessonState.IN_REVIEW, None, None
    return row

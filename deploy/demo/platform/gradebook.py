"""The gradebook: what becomes of a score, what a teacher may do, what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import Grade, GradeItem, User

DECIMALS = 5  # Moodle's grade columns hold five


class OlderScoreError(Exception):
    """A score that is not newer than the stored grade."""


class LockedGradeError(Exception):
    """A teacher locked this grade."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score as posted: `given` is None where there is none or it is not FullyGraded;
    `timestamp` in whole seconds since 1970, as Moodle keeps it."""

    given: float | None
    maximum: float
    comment: str | None
    timestamp: int


def find_grade(session: Session, item: GradeItem, user_id: int) -> Grade | None:
    query = select(Grade).where(Grade.item_id == item.id, Grade.user_id == user_id)
    return session.scalars(query).one_or_none()


def record_score(session: Session, item: GradeItem, user_id: int, score: Score, now: int) -> None:
    """Raises `OlderScoreError`, `LockedGradeError`. A teacher's override wins in silence, and a
    score without a comment takes the last comment away."""
    grade = find_grade(session, item, user_id)
    if grade is not None and grade.timestamp >= score.timestamp:
        raise OlderScoreError
    if grade is not None and grade.locked:
        raise LockedGradeError
    if grade is not None and grade.overridden:
        return
    grade = grade or _add_grade(session, item, user_id)
    before = grade.value, grade.comment
    grade.value = None if score.given is None else rescale(score, item.maximum)
    grade.comment = score.comment or ""
    grade.timestamp = _date(grade, before, score, now)


def _date(grade: Grade, before: tuple[float | None, str], score: Score, now: int) -> int:
    """0 where neither grade nor comment are left: then any older score is taken again. Without
    points Moodle looks at its own clock, where something changed."""
    if grade.value is None and not grade.comment:
        return 0
    if score.given is not None:
        return score.timestamp
    return now if before != (grade.value, grade.comment) else grade.timestamp


def rescale(score: Score, maximum: float) -> float:
    """To the column's maximum. Moodle rounds the score first, so a third of 12 is 3.99996; what
    is above the maximum or below zero is clipped."""
    assert score.given is not None
    scaled = round(score.given, DECIMALS) * maximum / score.maximum
    return round(min(max(scaled, 0.0), maximum), DECIMALS)


def override_grade(
    session: Session, item: GradeItem, user_id: int, value: float | None, comment: str, now: int
) -> None:
    """A teacher's own grade, 0..maximum; from now on scores change nothing."""
    grade = find_grade(session, item, user_id) or _add_grade(session, item, user_id)
    grade.value = None if value is None else round(min(max(value, 0.0), item.maximum), DECIMALS)
    grade.comment = comment
    grade.overridden = True
    grade.timestamp = now


def clear_override(session: Session, item: GradeItem, user_id: int) -> None:
    """Scores count again; the grade stays until one comes."""
    if grade := find_grade(session, item, user_id):
        grade.overridden = False


def lock_grade(session: Session, item: GradeItem, user_id: int, locked: bool) -> None:
    grade = find_grade(session, item, user_id) or _add_grade(session, item, user_id)
    grade.locked = locked


def _add_grade(session: Session, item: GradeItem, user_id: int) -> Grade:
    grade = Grade(item_id=item.id, user_id=user_id, value=None, timestamp=0, comment="")
    session.add(grade)
    session.flush()
    return grade


def list_items(session: Session, course_id: int) -> list[GradeItem]:
    """All columns but the course total, in the order in which they were made."""
    query = select(GradeItem).where(GradeItem.course_id == course_id, GradeItem.kind != "course")
    return list(session.scalars(query.order_by(GradeItem.id)))


def list_grades(session: Session, item: GradeItem) -> list[tuple[Grade, User]]:
    query = select(Grade, User).join(User, User.id == Grade.user_id)
    rows = session.execute(query.where(Grade.item_id == item.id).order_by(User.id))
    return [(grade, user) for grade, user in rows]


def change_maximum(session: Session, item: GradeItem, maximum: float) -> None:
    """Grades keep their percentage."""
    for grade, _ in list_grades(session, item):
        if grade.value is not None and item.maximum:
            grade.value = round(grade.value * maximum / item.maximum, DECIMALS)
    item.maximum = maximum


def format_number(value: float) -> int | float:
    """6.0 -> 6, as PHP writes it."""
    return int(value) if value == int(value) else value


def format_time(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat()

"""Rounds of reading what learners completed: one call each, so only where it may have changed.

Whose completion is still to be read is a mark at the membership, which survives whatever ends a
worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from analytics.types import Source
from lti_tool.models import CourseActivity, Membership, OutsideEvidence, Person

ALL_AGAIN = timedelta(days=7)  # what a teacher or a timer completes leaves no trace of the learner
SEEN_EVERY = timedelta(minutes=2)  # Moodle notes somebody's visits to a course once a minute


@dataclass(frozen=True, slots=True)
class Wanted:
    membership_id: str
    subject: str


def begin_round(session: Session, context_id: str, now: datetime) -> int:
    """Marks the learners who were there since they were read, whose grades changed since, or who
    were never read; and everybody after a week. How many wait, those of an earlier round included.

    Nobody in a course that tracks nothing.
    """
    tracked = select(CourseActivity.id).where(
        CourseActivity.context_id == context_id, CourseActivity.tracked
    )
    if session.scalar(tracked.limit(1)) is None:
        return 0
    read_at = Membership.completion_read_at
    changed = or_(
        read_at.is_(None),
        read_at < now - ALL_AGAIN,
        Membership.last_access > read_at,
        _graded_since(),
    )
    session.execute(
        update(Membership)
        .where(
            Membership.context_id == context_id,
            Membership.active,
            Membership.ever_instructor.is_(False),
            changed,
        )
        .values(completion_wanted=True)
        .execution_options(synchronize_session=False)
    )
    return count_wanted(session, context_id)


def _graded_since() -> ColumnElement[bool]:
    return exists().where(
        OutsideEvidence.context_id == Membership.context_id,
        OutsideEvidence.person_id == Membership.person_id,
        OutsideEvidence.source == Source.GRADEBOOK.value,
        OutsideEvidence.seen_at > Membership.completion_read_at,
    )


def count_wanted(session: Session, context_id: str) -> int:
    query = select(func.count(Membership.id)).where(
        Membership.context_id == context_id, Membership.completion_wanted
    )
    return session.scalar(query) or 0


def list_wanted(session: Session, context_id: str, most: int) -> list[Wanted]:
    query = (
        select(Membership.id, Person.subject)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.context_id == context_id, Membership.completion_wanted)
        .order_by(Membership.id)
        .limit(most)
    )
    return [Wanted(row.id, row.subject) for row in session.execute(query)]


def contexts_with_wanted(session: Session) -> list[str]:
    """Courses whose round has begun and not ended: the sweeper's work."""
    query = select(Membership.context_id).where(Membership.completion_wanted).distinct()
    return list(session.scalars(query))


def go_on(session: Session, done: Sequence[Wanted], read_at: datetime) -> None:
    """These are read, as they stood at `read_at` by the platform's clock."""
    _mark(session, Membership.id.in_([one.membership_id for one in done]), read_at - SEEN_EVERY)


def break_off(session: Session, context_id: str) -> None:
    """Whose completion was not read is asked for again by the next round."""
    _mark(session, (Membership.context_id == context_id) & Membership.completion_wanted)


def _mark(session: Session, which: ColumnElement[bool], read_at: datetime | None = None) -> None:
    values = {"completion_read_at": read_at} if read_at else {}
    session.execute(update(Membership).where(which).values(completion_wanted=False, **values))

"""Showings: the exercise that a learner has open. The only writer of `Showing`.

Whatever a learner changes happens under the lock of their membership, so that two tabs, or one
double click, come one after the other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Recommendation
from generators.exercise.content import Content
from generators.exercise.parts import count_rungs
from lti_tool.errors import ConflictError, ForbiddenError, NotFoundError
from lti_tool.models import (
    Attempt,
    Exercise,
    ExerciseState,
    ExerciseVersion,
    Membership,
    Practice,
    Showing,
)
from lti_tool.services.exercises import find_version, show_content

# Reasons beside analytics' own: the learner asked to be tested, or works through a worksheet.
CONTESTED = "contested"
WORKSHEET = "worksheet"


def lock_learner(session: Session, context_id: str, person_id: str) -> None:
    query = select(Membership).where(
        Membership.context_id == context_id, Membership.person_id == person_id
    )
    if session.scalar(query.with_for_update()) is None:
        raise ForbiddenError


def lock_showing(session: Session, showing: Showing) -> None:
    """And read it anew: what another tab did meanwhile counts."""
    context_id = session.get_one(Practice, showing.practice_id).context_id
    lock_learner(session, context_id, showing.person_id)
    session.refresh(showing)


def find_open_showing(session: Session, practice_id: str, person_id: str) -> Showing | None:
    """The newest one that is not over and whose exercise is still published."""
    query = (
        select(Showing)
        .join(Exercise, Exercise.id == Showing.exercise_id)
        .where(
            Showing.practice_id == practice_id,
            Showing.person_id == person_id,
            Showing.closed_at.is_(None),
            Exercise.state == ExerciseState.PUBLISHED,
        )
        .order_by(Showing.created_at.desc())
    )
    return session.scalars(query).first()


def find_showing(
    session: Session, context_id: str, practice_id: str | None, person_id: str, showing_id: str
) -> Showing:
    """The person's own; of this practice, or of any in the course where it is None.

    Raises `NotFoundError`.
    """
    showing = session.get(Showing, showing_id)
    if showing is None or showing.person_id != person_id:
        raise NotFoundError
    practice = session.get_one(Practice, showing.practice_id)
    if practice.context_id != context_id or practice_id not in (None, practice.id):
        raise NotFoundError
    return showing


def open_showing(
    session: Session,
    practice: Practice,
    person_id: str,
    found: Recommendation,
    seed: int,
    *,
    reason: str = "",
) -> Showing:
    """`seed` draws the variant and shuffles; it stays the same for this showing."""
    exercise = session.get_one(Exercise, found.exercise)
    showing = Showing(
        practice_id=practice.id,
        person_id=person_id,
        exercise_id=exercise.id,
        version=exercise.version,
        seed=seed,
        skill_id=exercise.skill_id,
        reason=reason or found.reason.value,
        facts=dict(found.facts),
    )
    session.add(showing)
    session.flush()
    return showing


def close_showings(session: Session, practice_id: str, person_id: str, now: datetime) -> None:
    query = select(Showing).where(
        Showing.practice_id == practice_id,
        Showing.person_id == person_id,
        Showing.closed_at.is_(None),
    )
    for showing in session.scalars(query):
        showing.closed_at = now


def list_attempts(session: Session, showing_id: str) -> list[Attempt]:
    query = select(Attempt).where(Attempt.showing_id == showing_id)
    return list(session.scalars(query.order_by(Attempt.number)))


def current_version(session: Session, showing: Showing) -> ExerciseVersion:
    """The newest version while the showing is open: nobody goes on answering a corrected
    exercise in its faulty form. A showing that is over keeps the one that it ended with."""
    if showing.closed_at is not None:
        return find_version(session, showing.exercise_id, showing.version)
    exercise = session.get_one(Exercise, showing.exercise_id)
    return find_version(session, exercise.id, exercise.version)


def show_current(session: Session, showing: Showing) -> Content:
    return show_content(current_version(session, showing), showing.seed)


def reveal_hint(session: Session, showing: Showing) -> None:
    """The next rung of the ladder; asking beyond the last one changes nothing."""
    if not list_attempts(session, showing.id):
        raise ConflictError("Hints open after your first try: answer once, then ask for one.")
    if showing.closed_at is None:
        hints = count_rungs(show_current(session, showing))
        showing.hints_used = min(hints, showing.hints_used + 1)


def end_showing(session: Session, showing: Showing, now: datetime) -> None:
    """The learner asks for the solution: no further try."""
    if not list_attempts(session, showing.id):
        raise ConflictError("The solution opens after your first try: answer once, then look.")
    showing.closed_at = showing.closed_at or now

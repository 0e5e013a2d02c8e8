"""Whom a worksheet is for: a learner, a group of the platform, or the whole course."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import CourseGroup, Membership, Worksheet
from lti_tool.services.class_people import count_learners, list_learner_ids


class NobodyToPlanForError(ConflictError):
    code = "nobody_to_plan_for"
    message = (
        "There is no learner to plan for: the roster of this course or group is empty. Read the "
        "roster first, or choose another group."
    )


class LearnerLeftError(ConflictError):
    code = "learner_left"
    message = (
        "This learner is no longer on the course's roster, so no worksheet is planned or given. "
        "Choose another learner."
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a sheet is for: a person, else a group of the platform, else the whole course."""

    person_id: str = ""
    group_id: str = ""


def require_learner(session: Session, context_id: str, person_id: str) -> None:
    """Raises `NotFoundError` for nobody's and for an instructor's id, `LearnerLeftError`."""
    found = session.scalar(
        select(Membership).where(
            Membership.context_id == context_id,
            Membership.person_id == person_id,
            Membership.ever_instructor.is_(False),
        )
    )
    if found is None:
        raise NotFoundError
    if not found.active:
        raise LearnerLeftError


def require_people(session: Session, context_id: str, target: Target) -> int:
    """How many they are. Raises `NotFoundError` and the errors above."""
    if target.person_id:
        require_learner(session, context_id, target.person_id)
        return 1
    found = count_learners(session, context_id, target.group_id)
    if not found:
        raise NobodyToPlanForError
    return found


def require_receivers(session: Session, row: Worksheet) -> int:
    """How many a planned worksheet is for. Raises the errors above, the first also where the
    platform has no such group any more."""
    if _lost_group(session, row):
        raise NobodyToPlanForError
    return require_people(session, row.context_id, Target(row.person_id or "", row.group_id))


def list_group(
    session: Session, row: Worksheet, after: str = "", most: int | None = None
) -> list[str]:
    """In the order of ids, from behind one on. Empty where the platform has no such group any
    more."""
    if _lost_group(session, row):
        return []
    return list_learner_ids(session, row.context_id, row.group_id, after, most)


def _lost_group(session: Session, row: Worksheet) -> bool:
    return bool(row.group_id) and session.get(CourseGroup, row.group_id) is None

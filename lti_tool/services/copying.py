"""Settle what a copied activity opens, by copying what it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import ForbiddenError, NotFoundError
from lti_tool.models import Attempt, Context, Practice, ResourceLink
from lti_tool.services.audit import note_audit
from lti_tool.services.copy_origins import Origin, find_named, find_origin
from lti_tool.services.course_copies import CourseCopy, clone


class OriginMissingError(NotFoundError):
    code = "origin_missing"
    message = (
        "This activity names no practice from which something could be copied. Choose a practice "
        "of this course, or make a new one."
    )


class OriginForbiddenError(ForbiddenError):
    code = "origin_forbidden"
    message = (
        "You cannot copy from the course that this activity came from: the platform does not say "
        "that this course is a copy of it, and you are not an instructor there. Ask an instructor "
        "of both courses to open this activity once, or make a new practice."
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """`opened`: the activity opens `practice` now. It does not where learners have answered in
    the practice that it opens already."""

    practice: Practice
    exercises: int
    opened: bool


def copy_origin(
    session: Session, uploads: Path, link_id: str, person_id: str, now: datetime
) -> Settled:
    """Copy the course that the activity came from, or within one course the practice alone. A
    second call finds what the first one made. `person_id` is an instructor of this course.

    Raises `OriginMissingError`, `OriginForbiddenError`.
    """
    link = session.get_one(ResourceLink, link_id)
    session.get_one(Context, link.context_id, with_for_update=True)  # one copy at a time
    session.refresh(link)
    origin = find_origin(session, link, person_id)
    if origin is None:
        raise OriginMissingError
    if not origin.permitted:
        raise OriginForbiddenError
    if origin.is_duplicate:
        return _settle_duplicate(session, link, origin, person_id)
    if origin.course.id == link.context_id:
        return Settled(origin.practice, 0, _open(session, link, origin.practice))
    copy = CourseCopy(session, uploads, origin.course.id, link.context_id, person_id, now)
    exercises = copy.run()
    practice = find_named(session, link)
    if practice is None:
        raise OriginMissingError
    note_audit(
        session, person_id, "copy_course", f"context:{link.context_id}", source=origin.course.id
    )
    return Settled(practice, exercises, _open(session, link, practice))


def _settle_duplicate(
    session: Session, link: ResourceLink, origin: Origin, person_id: str
) -> Settled:
    """The course's exercises are the same for both: a practice of its own counts for itself."""
    if link.practice_id is not None:
        return Settled(session.get_one(Practice, link.practice_id), 0, opened=True)
    title = link.title or origin.practice.title
    practice = clone(origin.practice, root_id=None, title=title)
    session.add(practice)
    session.flush()
    note_audit(session, person_id, "copy_practice", f"practice:{practice.id}")
    return Settled(practice, 0, _open(session, link, practice))


def _open(session: Session, link: ResourceLink, practice: Practice) -> bool:
    if link.practice_id and link.practice_id != practice.id:
        answered = select(Attempt.id).where(Attempt.practice_id == link.practice_id).limit(1)
        if session.scalar(answered):
            return False
    link.practice_id = practice.id
    return True

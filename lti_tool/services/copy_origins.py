"""Where a copied activity comes from, and whether its exercises may be copied along.

A copy still names the practice of its original in its custom parameters. That alone opens
nothing: whoever edits a course can write there. The original must belong to the same registration,
and either the platform says that this course is a copy of the original's (`Context.id.history`), or
the person instructs that course too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Context,
    Exercise,
    ExerciseState,
    Membership,
    Practice,
    ResourceLink,
    Role,
    Skill,
    SkillState,
    Source,
    SourceState,
)
from lti_tool.services.launch_rows import has_twin

MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Stock:
    """What would be copied."""

    exercises: int
    skills: int
    sources: int
    practices: int


@dataclass(frozen=True, slots=True)
class Origin:
    """`practice` of `course`, which is the activity's own where a copy is there already. A
    duplicate stands beside its original in one course. Of a course that may not be read, neither
    title nor stock is to be shown."""

    practice: Practice
    course: Context
    permitted: bool
    is_duplicate: bool
    stock: Stock


def find_offer(session: Session, link: ResourceLink | None, person_id: str) -> Origin | None:
    """The origin from which nothing was copied yet, so that this may be offered."""
    if link is None or not link.named_practice:
        return None
    origin = find_origin(session, link, person_id)
    settled = link.practice_id is not None
    is_here = origin is not None and origin.course.id == link.context_id
    return None if settled and is_here else origin


def find_origin(session: Session, link: ResourceLink, person_id: str) -> Origin | None:
    """None where the activity names no practice that this registration knows."""
    here = session.get_one(Context, link.context_id)
    own = find_named(session, link)
    if own is not None:
        twin = has_twin(session.connection(), here.id, link.id, link.placement)
        return _describe(session, own, here, permitted=True, is_duplicate=twin)
    for course in _list_ancestors(session, here):
        meant = or_(Practice.id == link.named_practice, Practice.root_id == link.named_practice)
        query = select(Practice).where(Practice.context_id == course.id, meant)
        if practice := session.scalar(query.order_by(Practice.created_at).limit(1)):
            return _describe(session, practice, course, permitted=True)
    practice = session.get(Practice, link.named_practice)
    if practice is None:
        return None
    course = session.get_one(Context, practice.context_id)
    if course.registration_id != here.registration_id:
        return None
    return _describe(session, practice, course, permitted=_instructs(session, course, person_id))


def find_named(session: Session, link: ResourceLink) -> Practice | None:
    """The practice of the activity's own course that it names, or the course's copy of it."""
    meant = or_(Practice.id == link.named_practice, Practice.root_id == link.named_practice)
    return session.scalar(
        select(Practice).where(Practice.context_id == link.context_id, meant).limit(1)
    )


def _list_ancestors(session: Session, here: Context) -> list[Context]:
    """The courses of which the platform says that this one is a copy, nearest first."""
    ids = [text.strip() for text in here.history.split(",") if text.strip()][:MOST_ANCESTORS]
    query = select(Context).where(
        Context.registration_id == here.registration_id,
        Context.lti_id.in_(ids),
        Context.id != here.id,
    )
    return sorted(session.scalars(query), key=lambda course: ids.index(course.lti_id))


def _instructs(session: Session, course: Context, person_id: str) -> bool:
    query = select(Membership.id).where(
        Membership.context_id == course.id,
        Membership.person_id == person_id,
        Membership.role == Role.INSTRUCTOR,
        Membership.active,
    )
    return session.scalar(query) is not None


def _describe(
    session: Session,
    practice: Practice,
    course: Context,
    *,
    permitted: bool,
    is_duplicate: bool = False,
) -> Origin:
    return Origin(practice, course, permitted, is_duplicate, _count(session, course.id))


def _count(session: Session, context_id: str) -> Stock:
    def count(kind: Any, *which: Any) -> int:
        query = select(func.count()).select_from(kind).where(kind.context_id == context_id, *which)
        return session.scalar(query) or 0

    return Stock(
        exercises=count(Exercise, Exercise.state == ExerciseState.PUBLISHED),
        skills=count(Skill, Skill.state == SkillState.KEPT),
        sources=count(Source, Source.state == SourceState.READY),
        practices=count(Practice),
    )

"""Who is in a class: the learners who belong to a course now, or those of one of its groups."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lti_tool.models import GroupMember, Membership, Person
from lti_tool.services.course_groups import require_group


def list_learners(session: Session, context_id: str, group: str = "") -> list[Person]:
    """By name; never anyone who was ever instructor of the course. Raises `NotFoundError` for a
    group that the course does not have."""
    query = select(Person).join(Membership, Membership.person_id == Person.id)
    query = _narrow(session, query, context_id, group)
    return list(session.scalars(query.order_by(Person.name == "", Person.name, Person.subject)))


def count_learners(session: Session, context_id: str, group: str = "") -> int:
    """Raises `NotFoundError` as above."""
    query = select(func.count()).select_from(Membership)
    return session.scalar(_narrow(session, query, context_id, group)) or 0


def list_learner_ids(
    session: Session, context_id: str, group: str = "", after: str = "", most: int | None = None
) -> list[str]:
    """In the order of ids, from behind one on, at most so many: for what goes through a class a
    few at a time. Raises `NotFoundError` as above."""
    query = _narrow(session, select(Membership.person_id), context_id, group)
    query = query.where(Membership.person_id > after).order_by(Membership.person_id)
    return list(session.scalars(query.limit(most)))


def _narrow(session: Session, query: Select[Any], context_id: str, group: str) -> Select[Any]:
    query = query.where(
        Membership.context_id == context_id,
        Membership.active,
        Membership.ever_instructor.is_(False),
    )
    if not group:
        return query
    require_group(session, context_id, group)
    own = select(GroupMember.person_id).where(GroupMember.group_id == group)
    return query.where(Membership.person_id.in_(own))

"""Who is in a class: the learners who belong to a course now, or those of one of its groups."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Membership, Person
from lti_tool.services.course_groups import list_members


def list_learners(session: Session, context_id: str, group: str = "") -> list[Person]:
    """By name; never anyone who was ever instructor of the course. Raises `NotFoundError` for a
    group that the course does not have."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.context_id == context_id,
            Membership.active,
            Membership.ever_instructor.is_(False),
        )
    )
    found = session.scalars(query.order_by(Person.name == "", Person.name, Person.subject))
    members = list_members(session, context_id, group) if group else None
    return [person for person in found if members is None or person.id in members]

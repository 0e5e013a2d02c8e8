"""Who is in a class: learners who belong to the course now, or to one of its groups."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Membership, Person


def list_learners(session: Session, context_id: str) -> list[Person]:
    """By name; never anyone who was ever instructor of the course."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.context_id == context_id,
            Membership.active,
            Membership.ever_instructor.is_(False),
        )
    )
    return list(session.scalars(query.order_by(Person.name == "", Person.name, Person.subject)))

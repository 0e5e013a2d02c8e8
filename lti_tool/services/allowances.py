"""One learner's own closing time and further tries in one practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Allowance, Membership, Person
from lti_tool.services.practices import find_practice
from lti_tool.services.pseudonyms import CHARACTERS
from lti_tool.services.windows import find_allowance

MOST_FOUND = 20
MOST_EXTRA_TRIES = 20


@dataclass(frozen=True, slots=True)
class LearnerAllowance:
    person: Person
    closes_at: datetime | None = None
    extra_tries: int = 0


def list_allowances(session: Session, practice_id: str) -> list[LearnerAllowance]:
    """By name."""
    query = (
        select(Person, Allowance)
        .join(Allowance, Allowance.person_id == Person.id)
        .where(Allowance.practice_id == practice_id)
        .order_by(func.lower(Person.name), Person.id)
    )
    return [
        LearnerAllowance(person, row.closes_at, row.extra_tries)
        for person, row in session.execute(query)
    ]


def search_learners(session: Session, context_id: str, words: str) -> list[Person]:
    """Learners of the course whose name or e-mail holds `words`, or whose pseudonym they are; at
    most twenty, by name."""
    wanted = words.strip().lower()
    if not wanted:
        return []
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.context_id == context_id,
            Membership.ever_instructor.is_(False),
            or_(
                func.lower(Person.name).contains(wanted, autoescape=True),
                func.lower(Person.email).contains(wanted, autoescape=True),
                func.substr(Person.id, 1, CHARACTERS) == wanted,
            ),
        )
        .order_by(func.lower(Person.name), Person.id)
    )
    return list(session.scalars(query.limit(MOST_FOUND)))


def set_allowance(
    session: Session,
    context_id: str,
    practice_id: str,
    person_id: str,
    closes_at: datetime | None,
    extra_tries: int,
) -> None:
    """No time and no tries takes the allowance away.

    Raises `NotFoundError` for a person or a practice of another course, `InvalidInputError`.
    """
    practice = find_practice(session, context_id, practice_id)
    _require_learner(session, context_id, person_id)
    if not 0 <= extra_tries <= MOST_EXTRA_TRIES:
        raise InvalidInputError("Extra tries are a number from 0 to 20.")
    if closes_at and practice.opens_at and closes_at <= practice.opens_at:
        raise InvalidInputError("This learner's time would end before the practice opens.")
    allowance = find_allowance(session, practice.id, person_id)
    if closes_at is None and not extra_tries:
        if allowance:
            session.delete(allowance)
        return
    if allowance is None:
        allowance = Allowance(practice_id=practice.id, person_id=person_id)
        session.add(allowance)
    allowance.closes_at, allowance.extra_tries = closes_at, extra_tries
    session.flush()


def _require_learner(session: Session, context_id: str, person_id: str) -> None:
    found = session.scalar(
        select(Membership.id).where(
            Membership.context_id == context_id,
            Membership.person_id == person_id,
            Membership.ever_instructor.is_(False),
        )
    )
    if found is None:
        raise NotFoundError

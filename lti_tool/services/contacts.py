"""What instructors did about signs that a learner may need a conversation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Contact, ContactKind
from lti_tool.services.class_people import list_learners
from lti_tool.services.course_rows import find_in_course

NOTE_LENGTH = 500
DAYS = (7, 14, 28, 180)  # that a learner may rest from the list


def add_contact(
    session: Session,
    context_id: str,
    person_id: str,
    by_id: str,
    kind: str,
    days: str,
    note: str,
    now: datetime,
) -> Contact:
    """`days` as it was chosen, one of DAYS. Raises `NotFoundError` for one who is no learner of
    the course, `InvalidInputError`."""
    if person_id not in {person.id for person in list_learners(session, context_id)}:
        raise NotFoundError
    if kind not in set(ContactKind) or days not in {str(one) for one in DAYS}:
        raise InvalidInputError("Choose what you did, and for how long it holds.")
    if len(note) > NOTE_LENGTH:
        raise InvalidInputError("Shorten the note to %(most)s characters.", most=NOTE_LENGTH)
    row = Contact(
        context_id=context_id,
        person_id=person_id,
        by_id=by_id,
        kind=ContactKind(kind),
        until=now + timedelta(days=int(days)),
        note=note.strip(),
    )
    session.add(row)
    session.flush()
    return row


def remove_contact(session: Session, context_id: str, contact_id: str) -> None:
    """Undo: the learner is listed again while there are signs."""
    session.delete(find_in_course(session, Contact, context_id, contact_id))


def read_contacts(session: Session, context_id: str, people: Collection[str]) -> dict[str, Contact]:
    """The newest of each person."""
    query = (
        select(Contact)
        .where(Contact.context_id == context_id)
        .order_by(Contact.created_at, Contact.id)
    )
    return {row.person_id: row for row in session.scalars(query) if row.person_id in people}

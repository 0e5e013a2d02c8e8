"""The platform's roster into people and memberships."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.lti.nrps import Member, Roster
from lti_tool.models import Context, Membership, Person, Role
from lti_tool.services.row_parts import add_missing
from lti_tool.services.rows import AT_ONCE


def apply_roster(session: Session, context_id: str, roster: Roster) -> None:
    """Who is on it belongs to the course, who is not any longer is set inactive, never removed.

    An empty roster changes nothing: it would shut everybody out.
    """
    if not roster.members:
        return
    registration_id = session.get_one(Context, context_id).registration_id
    people = _find_people(session, registration_id, [one.subject for one in roster.members])
    rows = _find_memberships(session, context_id, [person.id for person in people.values()])
    for member in roster.members:
        person = people[member.subject]
        person.name = member.name or person.name
        person.email = member.email or person.email
        _apply_member(rows[person.id], member)
    if roster.whole:
        here = {people[member.subject].id for member in roster.members}
        for person_id, row in rows.items():
            row.active = row.active and person_id in here
    session.flush()


def _find_people(
    session: Session, registration_id: str, subjects: Sequence[str]
) -> dict[str, Person]:
    """By subject; who is new is added."""
    connection = session.connection()
    found = _read_people(session, registration_id, subjects)
    for subject in subjects:
        if subject not in found:
            values = {"registration_id": registration_id, "subject": subject}
            add_missing(connection, Person, values)
    missing = [subject for subject in subjects if subject not in found]
    return found | _read_people(session, registration_id, missing)


def _read_people(
    session: Session, registration_id: str, subjects: Sequence[str]
) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for first in range(0, len(subjects), AT_ONCE):
        query = select(Person).where(
            Person.registration_id == registration_id,
            Person.subject.in_(subjects[first : first + AT_ONCE]),
        )
        found |= {person.subject: person for person in session.scalars(query)}
    return found


def _find_memberships(
    session: Session, context_id: str, people: Sequence[str]
) -> dict[str, Membership]:
    """All of the course, by the person's id; these people are added where they are new."""
    query = select(Membership).where(Membership.context_id == context_id)
    known = set(session.scalars(query.with_only_columns(Membership.person_id)))
    for person_id in people:
        if person_id not in known:
            values = {"context_id": context_id, "person_id": person_id}
            add_missing(session.connection(), Membership, values)
    return {row.person_id: row for row in session.scalars(query)}


def count_people(session: Session, context_id: str) -> int:
    """Whoever was ever known here, and was not erased."""
    query = select(func.count(Membership.id)).where(Membership.context_id == context_id)
    return session.scalar(query) or 0


def _apply_member(row: Membership, member: Member) -> None:
    """Moodle's roster calls a non-editing teacher a learner, its launch an instructor: the higher
    one counts."""
    row.roster_role = Role.INSTRUCTOR if member.is_instructor else Role.LEARNER
    instructs = Role.INSTRUCTOR in (row.roster_role, row.launch_role)
    row.role = Role.INSTRUCTOR if instructs else Role.LEARNER
    row.ever_instructor = row.ever_instructor or instructs
    row.active = member.active

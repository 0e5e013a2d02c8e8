"""The platform's roster into people and memberships."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.lti.nrps import Member, Roster
from lti_tool.models import Context, Membership, Person, Role
from lti_tool.services.rows import find_or_add


def apply_roster(session: Session, context_id: str, roster: Roster) -> None:
    """Who is on it belongs to the course, who is not any longer is set inactive, never removed.

    An empty roster changes nothing: it would shut everybody out.
    """
    if not roster.members:
        return
    registration_id = session.get_one(Context, context_id).registration_id
    seen = {
        _apply_member(session, context_id, registration_id, member) for member in roster.members
    }
    if not roster.whole:
        return
    gone = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.context_id == context_id, Membership.active)
    )
    left = [one for one in session.scalars(gone) if one not in seen]
    session.execute(update(Membership).where(Membership.id.in_(left)).values(active=False))


def count_people(session: Session, context_id: str) -> int:
    """Whoever was ever known here, and was not erased."""
    query = select(func.count(Membership.id)).where(Membership.context_id == context_id)
    return session.scalar(query) or 0


def _apply_member(session: Session, context_id: str, registration_id: str, member: Member) -> str:
    """The membership's id. Moodle's roster calls a non-editing teacher a learner, its launch an
    instructor: the higher one counts."""
    key = {"registration_id": registration_id, "subject": member.subject}
    person = find_or_add(session, Person, {}, **key)
    person.name = member.name or person.name
    person.email = member.email or person.email
    row = find_or_add(session, Membership, {}, context_id=context_id, person_id=person.id)
    row.roster_role = Role.INSTRUCTOR if member.is_instructor else Role.LEARNER
    instructs = Role.INSTRUCTOR in (row.roster_role, row.launch_role)
    row.role = Role.INSTRUCTOR if instructs else Role.LEARNER
    row.ever_instructor = row.ever_instructor or instructs
    row.active = member.active
    return row.id

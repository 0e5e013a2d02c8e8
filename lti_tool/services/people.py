"""People as an admin meets them: looked up, blocked and let in again, asking to be erased.

A block stops the person at the launch and at each request of an open visit. It touches no score:
what they earned before goes to the gradebook all the same, since the grade is the school's record
and not the tool's to withhold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.errors import InvalidInputError
from lti_tool.lti.errors import PersonBlockedError, PersonBlockedForError
from lti_tool.models import Context, Membership, Person, Registration
from lti_tool.services.audit import note_audit
from lti_tool.services.pseudonyms import CHARACTERS

REASON_CHARACTERS = 255
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`platform` is its name, or its issuer."""

    person: Person
    platform: str


def block_person(session: Session, person: Person, reason: str, actor: str) -> None:
    """`reason` is what the person is told; it may be empty. Raises `InvalidInputError`."""
    reason = " ".join(reason.split())
    if len(reason) > REASON_CHARACTERS or not reason.isprintable():
        raise InvalidInputError("Give a reason of at most 255 characters, or none.")
    person.blocked, person.block_reason = True, reason
    note_audit(session, actor, "person.block", f"person:{person.id}", reason=reason)


def unblock_person(session: Session, person: Person, actor: str) -> None:
    person.blocked, person.block_reason = False, ""
    note_audit(session, actor, "person.unblock", f"person:{person.id}")


def blocked_error(person_id: str, reason: str) -> PersonBlockedError:
    """What stops a person who is blocked."""
    if reason:
        return PersonBlockedForError("person", "not blocked", person_id, reason=reason)
    return PersonBlockedError("person", "not blocked", person_id)


def ask_erasure(session: Session, person_id: str, now: datetime | None) -> None:
    """The person's own wish, which an admin carries out; None takes it back."""
    person = session.get_one(Person, person_id)
    person.erasure_asked_at = now
    action = "person.ask_erasure" if now else "person.keep"
    note_audit(session, person_id, action, f"person:{person_id}")


def list_asking(session: Session) -> Sequence[PersonLine]:
    """Who waits for an erasure, longest first."""
    return _list(session, Person.erasure_asked_at.is_not(None), Person.erasure_asked_at)


def list_blocked(session: Session) -> Sequence[PersonLine]:
    return _list(session, Person.blocked.is_(True), Person.name)


def search_people(session: Session, words: str) -> Sequence[PersonLine]:
    """By name, e-mail address, the platform's id, ours, or its beginning (the pseudonym)."""
    wanted = " ".join(words.split())
    if not wanted:
        return []
    found = (
        Person.name.icontains(wanted, autoescape=True)
        | Person.email.icontains(wanted, autoescape=True)
        | (Person.subject == wanted)
    )
    if len(wanted) >= CHARACTERS:
        found |= Person.id.startswith(wanted.lower(), autoescape=True)
    return _list(session, found, Person.name)


def platform_of(session: Session, person: Person) -> str:
    registration = session.get_one(Registration, person.registration_id)
    return registration.name or registration.issuer


def courses_of(session: Session, person_id: str) -> list[tuple[Context, Membership]]:
    query = (
        select(Context, Membership)
        .join(Membership, Membership.context_id == Context.id)
        .where(Membership.person_id == person_id)
        .order_by(Context.title, Context.id)
    )
    return [(context, membership) for context, membership in session.execute(query)]


def _list(
    session: Session, which: ColumnElement[bool], order: InstrumentedAttribute[Any]
) -> list[PersonLine]:
    query = (
        select(Person, Registration.name, Registration.issuer)
        .join(Registration, Registration.id == Person.registration_id)
        .where(which)
        .order_by(order, Person.id)
        .limit(MOST_PEOPLE)
    )
    return [PersonLine(person, name or issuer) for person, name, issuer in session.execute(query)]

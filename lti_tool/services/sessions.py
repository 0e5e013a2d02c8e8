"""Launch sessions: a server-side row per launch, so that two tabs are two visits.

The launch makes the row and a one-use code; entering by the code gives the browser the session's
secret (a cookie, where it sticks) and a second one-use code, the handover, by which a page whose
cookie was refused fetches its token.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

from lti_tool.db import new_id, utcnow
from lti_tool.errors import SessionEndedError
from lti_tool.lti.state import digest
from lti_tool.models import (
    Context,
    LaunchSession,
    Membership,
    Person,
    Registration,
    ResourceLink,
)
from lti_tool.services.people import blocked_error
from lti_tool.services.row_parts import table_of

ENTER_SECONDS = 120
TOUCH_SECONDS = 60
OPEN = insert(table_of(LaunchSession))


@dataclass(frozen=True, slots=True)
class VisitRows:
    session: LaunchSession
    registration: Registration
    person: Person
    context: Context
    membership: Membership
    resource_link: ResourceLink | None


@dataclass(frozen=True, slots=True)
class Entered:
    """`secret` is for the cookie, `handover` for the page that finds its cookie refused."""

    session: LaunchSession
    role_instructor: bool
    secret: str
    handover: str


def open_session(connection: Connection, **visit: Any) -> str:
    """Store a launch's new session; `visit` are the columns that tell of the launch. Returns the
    one-use code to enter it by."""
    code = secrets.token_urlsafe(32)
    now = utcnow()
    kept = {
        "id": new_id(),
        "created_at": now,
        "seen_at": now,
        "enter_hash": digest(code),
        "secret_hash": digest(secrets.token_urlsafe(32)),
    }
    connection.execute(OPEN, visit | kept)
    return code


def enter_session(session: Session, code: str) -> Entered:
    """Trade the code, once and within two minutes of the launch, for the session's secret.

    Raises `SessionEndedError`.
    """
    secret, handover = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = _redeem(session, code, secret_hash=digest(secret), enter_hash=digest(handover))
    role = session.scalar(
        select(Membership.role).where(
            Membership.context_id == row.context_id, Membership.person_id == row.person_id
        )
    )
    return Entered(row, role == "instructor", secret, handover)


def redeem_handover(session: Session, visit_id: str, handover: str) -> LaunchSession:
    """Raises `SessionEndedError` for a code that is used, late or of another visit."""
    row = _redeem(session, handover, enter_hash=None)
    if row.id != visit_id:
        raise SessionEndedError
    return row


def _redeem(session: Session, code: str, **values: str | None) -> LaunchSession:
    """One UPDATE finds and consumes the code, so that of two racing requests one wins."""
    statement = (
        update(LaunchSession)
        .where(
            LaunchSession.enter_hash == digest(code),
            LaunchSession.created_at > utcnow() - timedelta(seconds=ENTER_SECONDS),
            LaunchSession.ended_at.is_(None),
        )
        .values(**values)
        .returning(LaunchSession)
        .execution_options(populate_existing=True)
    )
    row = session.scalar(statement)
    if row is None:
        raise SessionEndedError
    return row


def find_visit(session: Session, visit_id: str, minutes: int) -> VisitRows | None:
    """The visit's rows, None where it ended, was never there or its platform is switched off.

    Raises `PersonBlockedError`: whoever is blocked is stopped in the middle of a visit.
    """
    found = session.execute(
        select(LaunchSession, Registration, Person, Context, Membership, ResourceLink)
        .join(Person, Person.id == LaunchSession.person_id)
        .join(Context, Context.id == LaunchSession.context_id)
        .join(Registration, Registration.id == Context.registration_id)
        .join(
            Membership,
            (Membership.context_id == Context.id) & (Membership.person_id == Person.id),
        )
        .outerjoin(ResourceLink, ResourceLink.id == LaunchSession.resource_link_id)
        .where(LaunchSession.id == visit_id)
    ).one_or_none()
    rows = VisitRows(*found) if found else None
    if rows is None or not _is_open(rows, minutes):
        return None
    if rows.person.blocked:
        raise blocked_error(rows.person.id, rows.person.block_reason)
    return rows


def wishes_of(person: Person, visit: LaunchSession, context: Context) -> tuple[str, str, str]:
    """Languages, the most wanted first; empty where one was not told."""
    return person.locale, visit.locale, context.language


def list_wishes(session: Session, visit_id: str) -> tuple[str, ...]:
    """Those of a visit that may have ended; none of one that is not known."""
    found = session.execute(
        select(Person, LaunchSession, Context)
        .join(LaunchSession, LaunchSession.person_id == Person.id)
        .join(Context, Context.id == LaunchSession.context_id)
        .where(LaunchSession.id == visit_id)
    ).one_or_none()
    return wishes_of(*found) if found else ()


def _is_open(rows: VisitRows, minutes: int) -> bool:
    fresh = is_fresh(rows.session, minutes)
    return fresh and rows.registration.active and rows.session.ended_at is None


def is_fresh(row: LaunchSession, minutes: int) -> bool:
    return row.seen_at > utcnow() - timedelta(minutes=minutes)


def secret_holds(row: LaunchSession, secret: str) -> bool:
    return hmac.compare_digest(row.secret_hash, digest(secret))


def needs_touch(row: LaunchSession, now: datetime) -> bool:
    """A visit renews while it is used; its row is written at most once a minute."""
    return now - row.seen_at > timedelta(seconds=TOUCH_SECONDS)


def touch_session(session: Session, visit_id: str, now: datetime) -> None:
    session.execute(update(LaunchSession).where(LaunchSession.id == visit_id).values(seen_at=now))

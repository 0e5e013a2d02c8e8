"""Refused logins and launches, kept for a month so that an admin can look up a reference number.

Anybody can have a launch refused, so there is a most of them for each platform, and one for those
that belong to none: the oldest give way.
"""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.lti.errors import LaunchError
from lti_tool.models import Refusal, Registration

KEPT = timedelta(days=30)
MOST_OF_A_PLATFORM = 500
LONGEST_VALUE = 200  # characters

_values = reprlib.Repr()
_values.maxlevel, _values.maxlist, _values.maxdict = 3, 10, 10
_values.maxstring = _values.maxother = _values.maxlong = LONGEST_VALUE


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """`platform` is its name, or its issuer; empty where none was recognised."""

    refusal: Refusal
    platform: str


def show_value(value: object) -> str:
    """One line of at most 200 characters, whatever a stranger sent: nested without end, with
    control characters, or a text that no database keeps."""
    if isinstance(value, frozenset | set | tuple):
        value = sorted(value, key=str)
    if value is None or value == "":
        return "nothing"
    text = value if isinstance(value, str) else _values.repr(value)
    return "".join(one if one.isprintable() else "�" for one in text[:LONGEST_VALUE])


def note_refusal(
    session: Session, error: LaunchError, reference: str, registration_id: str | None
) -> None:
    session.add(
        Refusal(
            reference=reference,
            registration_id=registration_id,
            code=error.code,
            check=error.check[:128],
            expected=show_value(error.expected),
            found=show_value(error.found),
        )
    )
    session.flush()
    _keep_newest(session, registration_id)


def list_refusals(session: Session, limit: int, reference: str = "") -> list[RefusalLine]:
    """The newest first; only those of one reference number where it is given."""
    query = (
        select(Refusal, Registration)
        .outerjoin(Registration, Registration.id == Refusal.registration_id)
        .order_by(Refusal.created_at.desc(), Refusal.id)
        .limit(limit)
    )
    if reference:
        query = query.where(Refusal.reference == reference)
    return [
        RefusalLine(refusal, (row.name or row.issuer) if row else "")
        for refusal, row in session.execute(query)
    ]


def purge_refusals(session: Session, now: datetime) -> None:
    session.execute(delete(Refusal).where(Refusal.created_at < now - KEPT))


def _keep_newest(session: Session, registration_id: str | None) -> None:
    own = Refusal.registration_id == registration_id  # None: IS NULL
    oldest_kept = select(Refusal.created_at).where(own).order_by(Refusal.created_at.desc())
    limit = session.scalar(oldest_kept.offset(MOST_OF_A_PLATFORM).limit(1))
    if limit is not None:
        session.execute(delete(Refusal).where(own, Refusal.created_at <= limit))

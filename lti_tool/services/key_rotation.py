"""Rotation: a key is published as next a day before it signs, and a week after it has signed.

Platforms keep a tool's key set for a while (ours says five minutes, some keep it for a day). So
the key that begins to sign is one that they have long seen, and what the last one signed still
verifies. Every process reads the signing key from its row when it signs: none is restarted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.lti.vault import Vault
from lti_tool.models import KeyState, Registration, ToolKey
from lti_tool.services.keys import add_key

NEXT_FOR = timedelta(days=1)  # at least, before it signs
DOCTOR_AGENT = "Coursewright-doctor"  # whose look at our key set is no platform's
RETIRED_FOR = timedelta(days=7)  # then it leaves the key set and the database


class Outcome(StrEnum):
    ROTATED = "rotated"
    EARLY = "early"  # the next key has not been published for long enough


@dataclass(frozen=True, slots=True)
class Rotation:
    """`active` and `next` are the kids from now on; `due` is when `next` may sign."""

    registration_id: str
    name: str
    outcome: Outcome
    active: str
    next: str
    due: datetime


def rotate_key(
    session: Session,
    vault: Vault,
    registration_id: str,
    now: datetime,
    *,
    early: bool = False,
    leaked: bool = False,
) -> Rotation:
    """Let the next key sign, unless it is too new; `early` says to do it anyway. `leaked` too, and
    withdraws at once what has signed until now. Raises `NotFoundError`."""
    registration = _lock(session, registration_id)
    coming = _ensure_next(session, vault, registration_id, now)
    due = coming.created_at + NEXT_FOR
    if now < due and not (early or leaked):
        active = _keys(session, registration_id, KeyState.ACTIVE)
        kid = active[-1].kid if active else ""
        return Rotation(registration_id, registration.name, Outcome.EARLY, kid, coming.kid, due)
    for row in _keys(session, registration_id, KeyState.ACTIVE):
        row.state, row.retired_at = KeyState.RETIRED, now
    coming.state = KeyState.ACTIVE
    session.flush()
    if leaked:
        _drop(session, registration_id)
    following = _ensure_next(session, vault, registration_id, now)
    due = following.created_at + NEXT_FOR
    return Rotation(
        registration_id, registration.name, Outcome.ROTATED, coming.kid, following.kid, due
    )


def prepare_next(session: Session, vault: Vault, registration_id: str, now: datetime) -> None:
    """Publish a next key, unless there is one. Raises `NotFoundError`."""
    _lock(session, registration_id)
    _ensure_next(session, vault, registration_id, now)


def without_next(session: Session) -> list[str]:
    """Ids of the registrations that have no next key yet."""
    prepared = select(ToolKey.registration_id).where(ToolKey.state == KeyState.NEXT)
    return list(session.scalars(select(Registration.id).where(Registration.id.not_in(prepared))))


def drop_retired_keys(session: Session, now: datetime) -> None:
    session.execute(
        delete(ToolKey).where(
            ToolKey.state == KeyState.RETIRED, ToolKey.retired_at <= now - RETIRED_FOR
        )
    )


def _lock(session: Session, registration_id: str) -> Registration:
    """One rotation of a registration at a time: the second finds a next key that is too new."""
    row = session.get(Registration, registration_id, with_for_update=True)
    if row is None:
        raise NotFoundError
    return row


def _ensure_next(session: Session, vault: Vault, registration_id: str, now: datetime) -> ToolKey:
    known = _keys(session, registration_id, KeyState.NEXT)
    return known[0] if known else add_key(session, vault, registration_id, KeyState.NEXT, now)


def _keys(session: Session, registration_id: str, state: KeyState) -> list[ToolKey]:
    query = select(ToolKey).where(
        ToolKey.registration_id == registration_id, ToolKey.state == state
    )
    return list(session.scalars(query.order_by(ToolKey.created_at, ToolKey.kid)))


def _drop(session: Session, registration_id: str) -> None:
    session.execute(
        delete(ToolKey).where(
            ToolKey.registration_id == registration_id, ToolKey.state == KeyState.RETIRED
        )
    )

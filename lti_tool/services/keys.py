"""The keys of a registration: one signs, all that a platform may still hold are published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import NotFoundError, ToolError
from lti_tool.lti.keys import KeyPair, describe_jwk, make_key_pair
from lti_tool.lti.vault import Vault, VaultError
from lti_tool.models import KeyState, Registration, ToolKey

TO_THE = timedelta(minutes=1)


class KeyMissingError(NotFoundError):
    code = "key_missing"
    message = "This registration has no key of its own. Ask the tool's administrator."


class KeySealedError(ToolError):
    code = "key_sealed"
    status = 500
    message = (
        "The tool's own key does not open: it was sealed under another COURSEWRIGHT_SECRET_KEY. "
        "The tool's administrator has to set that one again, or restore the database that belongs "
        "to this one."
    )


def ensure_key(session: Session, vault: Vault, registration_id: str) -> None:
    """Give the registration an active key, unless it has one."""
    if not _active_key(session, registration_id):
        add_key(session, vault, registration_id, KeyState.ACTIVE, utcnow())


def add_key(
    session: Session, vault: Vault, registration_id: str, state: KeyState, now: datetime
) -> ToolKey:
    pair = make_key_pair()
    row = ToolKey(
        registration_id=registration_id,
        kid=pair.kid,
        state=state,
        public_pem=pair.public_pem,
        private_sealed=vault.seal(pair.private_pem.encode(), key_purpose(pair.kid)),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def signing_key(session: Session, vault: Vault, registration_id: str) -> KeyPair:
    """The key that signs now. Raises `KeyMissingError`, `KeySealedError`."""
    row = _active_key(session, registration_id)
    if row is None:
        raise KeyMissingError
    try:
        private = vault.open(row.private_sealed, key_purpose(row.kid)).decode()
    except VaultError:
        raise KeySealedError from None
    return KeyPair(row.kid, row.public_pem, private)


def list_jwks(session: Session, registration_id: str) -> dict[str, Any]:
    """The registration's JWKS: its next, active and retired keys. Raises `NotFoundError`."""
    rows = session.scalars(
        select(ToolKey)
        .where(ToolKey.registration_id == registration_id)
        .order_by(ToolKey.created_at, ToolKey.kid)
    ).all()
    if not rows:
        raise KeyMissingError
    return {"keys": [describe_jwk(row.kid, row.public_pem) for row in rows]}


def note_asked(session: Session, registration_id: str, now: datetime) -> None:
    """That the key set was asked for, to the minute: it shows whether the platform reaches it."""
    asked = Registration.keys_asked_at
    session.execute(
        update(Registration)
        .where(Registration.id == registration_id, or_(asked.is_(None), asked < now - TO_THE))
        .values(keys_asked_at=now)
    )


def _active_key(session: Session, registration_id: str) -> ToolKey | None:
    query = select(ToolKey).where(
        ToolKey.registration_id == registration_id, ToolKey.state == KeyState.ACTIVE
    )
    return session.scalars(query.order_by(ToolKey.created_at.desc())).first()


def key_purpose(kid: str) -> str:
    return f"tool-key:{kid}"

"""The keys of a registration: one signs, all that a platform may still hold are published."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.lti.keys import KeyPair, describe_jwk, make_key_pair
from lti_tool.lti.vault import Vault
from lti_tool.models import KeyState, ToolKey


class KeyMissingError(NotFoundError):
    code = "key_missing"
    message = "This registration has no key of its own. Ask the tool's administrator."


def ensure_key(session: Session, vault: Vault, registration_id: str) -> None:
    """Give the registration an active key, unless it has one."""
    if _active_key(session, registration_id):
        return
    pair = make_key_pair()
    sealed = vault.seal(pair.private_pem.encode(), _purpose(pair.kid))
    session.add(
        ToolKey(
            registration_id=registration_id,
            kid=pair.kid,
            state=KeyState.ACTIVE,
            public_pem=pair.public_pem,
            private_sealed=sealed,
        )
    )
    session.flush()


def signing_key(session: Session, vault: Vault, registration_id: str) -> KeyPair:
    """The key that signs now. Raises `KeyMissingError`, `VaultError`."""
    row = _active_key(session, registration_id)
    if row is None:
        raise KeyMissingError
    private = vault.open(row.private_sealed, _purpose(row.kid)).decode()
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


def _active_key(session: Session, registration_id: str) -> ToolKey | None:
    query = select(ToolKey).where(
        ToolKey.registration_id == registration_id, ToolKey.state == KeyState.ACTIVE
    )
    return session.scalars(query.order_by(ToolKey.created_at.desc())).first()


def _purpose(kid: str) -> str:
    return f"tool-key:{kid}"

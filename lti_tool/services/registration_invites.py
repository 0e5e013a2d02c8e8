"""Invitations to register: one-time links that wait for their platform.

Their tokens are sealed like the signing keys, so that an admin can copy the link again while it
waits; a link that was used, withdrawn or removed leaves no token behind.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.lti.origins import read_host
from lti_tool.lti.state import digest
from lti_tool.lti.vault import Vault, VaultError
from lti_tool.models import Admin, RegistrationInvite, ToolKey
from lti_tool.services.audit import note_audit

LONGEST = 255
INVITE_DAYS = 7
PURPOSE = "registration_invite"


class InviteNotPendingError(NotFoundError):
    code = "invite_not_pending"
    message = "This registration link is no longer waiting: it was used or withdrawn, or expired."


@dataclass(frozen=True, slots=True)
class PendingInvite:
    """`maker` is an admin's name, else what `RegistrationInvite.made_by` says. `token` is empty
    where it does not open: it was made by an older release or under another secret key."""

    id: str
    maker: str
    made_at: datetime
    expires_at: datetime
    allowed_host: str
    token: str


def invite_registration(
    session: Session, vault: Vault, now: datetime, actor: str, allowed_host: str = ""
) -> str:
    """A token for /lti/register/<token>, good once and for a week. `allowed_host` may have an
    address in a private network. Raises `InvalidInputError`."""
    host = read_host(allowed_host)[:LONGEST]
    if allowed_host.strip() and not host:
        raise InvalidInputError("Give the host alone, as in moodle.example.org.")
    token = secrets.token_urlsafe(32)
    row = RegistrationInvite(
        token_hash=digest(token),
        token_sealed=vault.seal(token.encode(), PURPOSE),
        made_by=actor,
        expires_at=now + timedelta(days=INVITE_DAYS),
        allowed_host=host,
    )
    session.add(row)
    session.flush()
    note_audit(session, actor, "registration.invite", host, invite=row.id)
    return token


def list_pending(session: Session, vault: Vault, now: datetime) -> list[PendingInvite]:
    """Newest first."""
    query = (
        select(RegistrationInvite, Admin.name)
        .outerjoin(Admin, Admin.id == RegistrationInvite.made_by)
        .where(RegistrationInvite.used_at.is_(None), RegistrationInvite.expires_at > now)
        .order_by(RegistrationInvite.created_at.desc(), RegistrationInvite.id)
    )
    return [
        PendingInvite(
            row.id, name or row.made_by, row.created_at, row.expires_at, row.allowed_host,
            _open(vault, row.token_sealed),
        )
        for row, name in session.execute(query)
    ]  # fmt: skip


def revoke_invite(session: Session, invite_id: str, now: datetime, actor: str) -> None:
    """Its link works no more; a key that a broken registration left goes with it.

    Raises `InviteNotPendingError`, also where a platform was faster.
    """
    gone = (
        delete(RegistrationInvite)
        .where(
            RegistrationInvite.id == invite_id,
            RegistrationInvite.used_at.is_(None),
            RegistrationInvite.expires_at > now,
        )
        .returning(RegistrationInvite.allowed_host)
        .execution_options(synchronize_session=False)
    )
    host = session.scalar(gone)
    if host is None:
        raise InviteNotPendingError
    session.execute(delete(ToolKey).where(ToolKey.registration_id == invite_id))
    note_audit(session, actor, "registration.revoke_invite", host, invite=invite_id)


def _open(vault: Vault, sealed: bytes | None) -> str:
    try:
        return vault.open(sealed, PURPOSE).decode() if sealed else ""
    except VaultError:
        return ""

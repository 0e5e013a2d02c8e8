"""Admins: they come in by a one-time link, never by a role in a course. Only hashes are kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError, ToolError
from lti_tool.lti.state import digest
from lti_tool.models import Admin, AdminInvite, AdminSession
from lti_tool.services.audit import note_audit

INVITE_AGE = timedelta(hours=24)
SESSION_AGE = timedelta(hours=12)
NAME_CHARACTERS = 255


class InviteGoneError(ToolError):
    code = "admin_invite_gone"
    status = 410
    message = (
        "This sign-in link was used already or is older than 24 hours. Ask whoever runs the "
        "installation for a new one: coursewright admin invite NAME"
    )


class AdminUnknownError(NotFoundError):
    code = "admin_unknown"
    message = "There is no administrator %(name)s. See: coursewright admin list"


def invite_admin(session: Session, name: str, now: datetime) -> str:
    """A token for /admin/enter/<token>, good once and for 24 hours; a new name is a new admin.

    Raises `InvalidInputError`.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_CHARACTERS or not name.isprintable():
        raise InvalidInputError("Give the administrator a name of at most 255 characters.")
    admin = session.scalar(select(Admin).where(Admin.name == name))
    if admin is None:
        admin = Admin(name=name)
        session.add(admin)
        session.flush()
    token = secrets.token_urlsafe(32)
    expires = now + INVITE_AGE
    session.add(AdminInvite(admin_id=admin.id, token_hash=digest(token), expires_at=expires))
    session.flush()
    return token


def check_invite(session: Session, token: str, now: datetime) -> None:
    """Raises `InviteGoneError`; uses nothing up."""
    if session.scalar(select(AdminInvite.id).where(*_is_open(token, now))) is None:
        raise InviteGoneError


def enter_admin(session: Session, token: str, now: datetime) -> str:
    """Trade the token, once, for the secret of a session of 12 hours. Raises `InviteGoneError`.

    One UPDATE finds and consumes it, so that of two racing requests one wins.
    """
    used = update(AdminInvite).where(*_is_open(token, now)).values(used_at=now)
    admin_id = session.scalar(used.returning(AdminInvite.admin_id))
    if admin_id is None:
        raise InviteGoneError
    session.execute(delete(AdminSession).where(AdminSession.expires_at <= now))
    secret = secrets.token_urlsafe(32)
    session.add(
        AdminSession(admin_id=admin_id, secret_hash=digest(secret), expires_at=now + SESSION_AGE)
    )
    note_audit(session, admin_id, "admin.enter", admin_id)
    session.flush()
    return secret


def find_admin(session: Session, secret: str, now: datetime) -> Admin | None:
    query = (
        select(Admin)
        .join(AdminSession, AdminSession.admin_id == Admin.id)
        .where(AdminSession.secret_hash == digest(secret), AdminSession.expires_at > now)
    )
    return session.scalar(query)


def end_admin_session(session: Session, secret: str) -> None:
    ended = delete(AdminSession).where(AdminSession.secret_hash == digest(secret))
    admin_id = session.scalar(ended.returning(AdminSession.admin_id))
    if admin_id is not None:
        note_audit(session, admin_id, "admin.sign_out", admin_id)


@dataclass(frozen=True, slots=True)
class KnownAdmin:
    """`signed_in` until then; None without an open session. `invited`: a link waits."""

    name: str
    signed_in: datetime | None
    invited: bool


def list_admins(session: Session, now: datetime) -> list[KnownAdmin]:
    ends = func.max(AdminSession.expires_at).label("ends")
    open_until = (
        select(AdminSession.admin_id, ends)
        .where(AdminSession.expires_at > now)
        .group_by(AdminSession.admin_id)
    )
    until = {row.admin_id: row.ends for row in session.execute(open_until)}
    waiting = select(AdminInvite.admin_id).where(
        AdminInvite.used_at.is_(None), AdminInvite.expires_at > now
    )
    invited = set(session.scalars(waiting))
    rows = session.scalars(select(Admin).order_by(Admin.name))
    return [KnownAdmin(row.name, until.get(row.id), row.id in invited) for row in rows]


def shut_out_admin(session: Session, name: str, actor: str) -> None:
    """Open sessions end at once and links that wait work no more; the name stays, for the audit.

    Raises `AdminUnknownError`.
    """
    admin_id = session.scalar(select(Admin.id).where(Admin.name == name))
    if admin_id is None:
        raise AdminUnknownError(name=name[:NAME_CHARACTERS])
    session.execute(delete(AdminSession).where(AdminSession.admin_id == admin_id))
    session.execute(
        delete(AdminInvite).where(AdminInvite.admin_id == admin_id, AdminInvite.used_at.is_(None))
    )
    note_audit(session, actor, "admin.shut_out", f"admin:{admin_id}")


def _is_open(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        AdminInvite.token_hash == digest(token),
        AdminInvite.used_at.is_(None),
        AdminInvite.expires_at > now,
    )

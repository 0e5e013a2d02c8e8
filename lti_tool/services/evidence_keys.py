"""Keys by which other tools send evidence. Only hashes are kept: a secret is shown once."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.errors import InvalidInputError, NotFoundError, ToolError
from lti_tool.lti.state import digest
from lti_tool.models import Admin, Context, EvidenceKey, Registration, Statement
from lti_tool.services.audit import note_audit

LABEL_CHARACTERS = 120


class KeyRefusedError(ToolError):
    code = "evidence_key_refused"
    status = 401
    message = (
        "This needs a key that an administrator of the tool made and has not revoked: HTTP Basic "
        "with its name and secret for xAPI, “Bearer NAME.SECRET” for Caliper."
    )


@dataclass(frozen=True, slots=True)
class NewKey:
    """`secret` is nowhere else: whoever loses it needs another key."""

    row: EvidenceKey
    secret: str

    @property
    def bearer(self) -> str:
        return f"{self.row.name}.{self.secret}"


@dataclass(frozen=True, slots=True)
class KeyLine:
    """`maker` is an admin's name, else what `EvidenceKey.made_by` says; `statements` were sent."""

    row: EvidenceKey
    registration: Registration
    course: Context | None
    maker: str
    statements: int
    waiting: int


@dataclass(frozen=True, slots=True)
class KeyForm:
    registration_id: str
    context_id: str = ""
    label: str = ""
    by_email: bool = False


def make_key(session: Session, form: KeyForm, actor: str) -> NewKey:
    """Raises `InvalidInputError`, `NotFoundError` where its place is not there."""
    label = " ".join(form.label.split())
    if not label or len(label) > LABEL_CHARACTERS or not label.isprintable():
        raise InvalidInputError("Say in at most 120 characters what the key is for.")
    if session.get(Registration, form.registration_id) is None:
        raise NotFoundError("There is no such registration. Reload the page and choose again.")
    if form.context_id:
        course = session.get(Context, form.context_id)
        if course is None or course.registration_id != form.registration_id:
            raise NotFoundError("This registration has no such course. Choose one of its own.")
    secret = secrets.token_urlsafe(32)
    row = EvidenceKey(
        registration_id=form.registration_id,
        context_id=form.context_id or None,
        label=label,
        name=secrets.token_hex(8),
        secret_hash=digest(secret),
        by_email=form.by_email,
        made_by=actor,
    )
    session.add(row)
    session.flush()
    note_audit(session, actor, "evidence_key.make", f"evidence_key:{row.id}", label=label)
    return NewKey(row, secret)


def revoke_key(session: Session, key_id: str, now: datetime, actor: str) -> None:
    """What it sent stays. Raises `NotFoundError`, also where it was revoked before."""
    row = session.get(EvidenceKey, key_id)
    if row is None or row.revoked_at is not None:
        raise NotFoundError("There is no such key, or it was revoked before. Reload the page.")
    row.revoked_at = now
    note_audit(session, actor, "evidence_key.revoke", f"evidence_key:{row.id}", label=row.label)


def check_key(session: Session, name: str, secret: str) -> EvidenceKey:
    """Raises `KeyRefusedError`, also where the registration is switched off."""
    query = (
        select(EvidenceKey)
        .join(Registration, Registration.id == EvidenceKey.registration_id)
        .where(EvidenceKey.name == name, EvidenceKey.revoked_at.is_(None), Registration.active)
    )
    row = session.scalar(query)
    if row is None or not hmac.compare_digest(row.secret_hash, digest(secret)):
        raise KeyRefusedError
    return row


def list_keys(session: Session) -> list[KeyLine]:
    """Working ones first, newest first."""
    waiting = Statement.person_id.is_(None) & (Statement.subject != "")
    counts = select(Statement.key_id, func.count(), func.count().filter(waiting)).group_by(
        Statement.key_id
    )
    sent = {key: (total, aside) for key, total, aside in session.execute(counts)}
    query = (
        select(EvidenceKey, Registration, Context, Admin.name)
        .join(Registration, Registration.id == EvidenceKey.registration_id)
        .outerjoin(Context, Context.id == EvidenceKey.context_id)
        .outerjoin(Admin, Admin.id == EvidenceKey.made_by)
        .order_by(
            EvidenceKey.revoked_at.is_not(None), EvidenceKey.created_at.desc(), EvidenceKey.id
        )
    )
    return [
        KeyLine(row, registration, course, maker or row.made_by, *sent.get(row.id, (0, 0)))
        for row, registration, course, maker in session.execute(query)
    ]

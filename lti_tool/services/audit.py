"""Who changed what about the installation. No secret and no learner's data goes in here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Admin, AuditEntry

COMMAND_LINE = "command-line"  # the actor of what `coursewright` did


def note_audit(session: Session, actor: str, action: str, subject: str, **detail: object) -> None:
    """`actor` is the id of an admin or a person, `action` a stable code like "model.choose"."""
    session.add(AuditEntry(actor=actor, action=action, subject=subject[:128], detail=detail))


def list_admin_audit(session: Session, limit: int) -> list[AuditEntry]:
    """What admins did, newest first."""
    query = (
        select(AuditEntry)
        .join(Admin, Admin.id == AuditEntry.actor)
        .order_by(AuditEntry.created_at.desc())
        .limit(limit)
    )
    return list(session.scalars(query))

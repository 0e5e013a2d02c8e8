from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class Admin(Row):
    """Who runs the installation; signs in by a one-time link, never by an LTI role."""

    __tablename__ = "admin"

    name: Mapped[str] = mapped_column(String(255), unique=True)


class AdminInvite(Row):
    __tablename__ = "admin_invite"

    admin_id: Mapped[str] = mapped_column(ForeignKey("admin.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AdminSession(Row):
    __tablename__ = "admin_session"

    admin_id: Mapped[str] = mapped_column(ForeignKey("admin.id"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]


class SiteSetting(Row):
    """What an admin chose at run time, e.g. "drafter_model"."""

    __tablename__ = "site_setting"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    value: Mapped[dict[str, Any]]


class WorkerBeat(Row):
    """A worker process's last sign of life, which model it has loaded and which it finds
    installed."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    queue: Mapped[str] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(String(128), default="")
    installed: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    seen_at: Mapped[datetime]


class AuditEntry(Row):
    """Who published, changed, exported or erased what. `actor` is a person's or admin's id."""

    __tablename__ = "audit_entry"

    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class JobTally(Row):
    """How often a job came to an outcome ("done", "failed") and how many seconds that took."""

    __tablename__ = "job_tally"
    __table_args__ = (UniqueConstraint("job", "outcome"),)

    job: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    runs: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row

GOES_WITH_PERSON = "goes_with_person"  # in a column's info: the row is about whom it names


class EvidenceKey(Row):
    """Lets another tool send evidence of one registration's learners, or of one course's.

    `name` is the user name of HTTP Basic; of the secret only a hash is kept. `by_email`: an admin
    lets actors be found by their e-mail address. `made_by` is an admin's id or
    `services.audit.COMMAND_LINE`.
    """

    __tablename__ = "evidence_key"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), index=True)
    context_id: Mapped[str | None] = mapped_column(ForeignKey("context.id"))
    label: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(32), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    by_email: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_by: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Statement(Row):
    """An xAPI statement or a Caliper event of another tool, as it came; evidence is derived of it.

    `statement_id` is the sender's, `digest` tells whether it comes again or with another content.
    Without `person_id` it waits for somebody whom the platform calls `subject`, or is about nobody
    (a voiding, whose `object_id` is the voided statement's id). `attempt` names one of several
    tries; `share` in [0, 1] and `weight` are empty where it tells nothing of what somebody knows.
    """

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("registration_id", "standard", "statement_id", name="uq_statement_sent"),
        Index("ix_statement_context_object", "context_id", "object_id"),
        Index("ix_statement_registration_subject", "registration_id", "subject"),
    )

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"))
    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    key_id: Mapped[str] = mapped_column(ForeignKey("evidence_key.id"))
    person_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), index=True, info={GOES_WITH_PERSON: True}
    )
    subject: Mapped[str] = mapped_column(String(255), default="")
    standard: Mapped[str] = mapped_column(String(8))
    statement_id: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]]
    verb: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(Text, default="")
    attempt: Mapped[str] = mapped_column(String(64), default="")
    happened_at: Mapped[datetime]
    share: Mapped[float | None]
    weight: Mapped[float | None]
    voided: Mapped[bool] = mapped_column(default=False, server_default=false())

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class ScoreState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"  # read back from the platform
    OVERRIDDEN = "overridden"  # an instructor's own grade stands in the platform
    LOCKED = "locked"  # the platform's grade is locked
    PARKED = "parked"  # refused: says why, re-armed at the next launch


class Score(Row):
    """The outbox: one row per line item and learner, written in the attempt's transaction.

    `version` rises with each new value, `sent_version` is the last one that the platform took.
    `ts` (sent as timestamp) strictly rises by at least a second. `given` is of 100.
    A sender holds `lease_owner` until `lease_until` and may write back only while `version`
    is still the one that it read.
    """

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("line_item_id", "person_id"),)

    line_item_id: Mapped[str] = mapped_column(ForeignKey("line_item.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), index=True)
    practice_id: Mapped[str | None] = mapped_column(ForeignKey("practice.id"), index=True)
    given: Mapped[float]
    activity_progress: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)
    ts: Mapped[datetime]
    state: Mapped[ScoreState] = state_column(ScoreState, ScoreState.WAITING)
    sent_version: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    next_at: Mapped[datetime] = mapped_column(index=True)
    waiting_since: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]
    last_error: Mapped[str] = mapped_column(String(64), default="")
    last_detail: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[float | None]  # as read back, of 100


class Breaker(Row):
    """The circuit breaker of one platform: open until `open_until` after repeated failures."""

    __tablename__ = "breaker"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None]

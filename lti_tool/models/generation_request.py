from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class RequestState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class GenerationRequest(Row):
    """What was asked for: a blueprint a slot. `services.requests` is the only writer of `state`.

    `done` counts slots that were worked through, out of len(blueprints); `lease_until` is when
    a silent worker counts as dead; after three interruptions the request fails. `asked` is what
    the wizard was told, so that a trial's rest can be asked for. `regenerates_id` names the draft
    that this request writes anew (no foreign key: drafts point here).
    `missed` lists slots that came to nothing: [{"slot", "skill", "kind", "reason"}].
    """

    __tablename__ = "generation_request"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    blueprints: Mapped[list[Any]]
    language: Mapped[str] = mapped_column(String(8))
    seed: Mapped[int] = mapped_column(default=0)
    trial: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    regenerates_id: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[RequestState] = state_column(RequestState, RequestState.WAITING)
    stage: Mapped[str] = mapped_column(String(24), default="")
    done: Mapped[int] = mapped_column(default=0)
    drafted: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    missed: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(index=True)
    interruptions: Mapped[int] = mapped_column(default=0)

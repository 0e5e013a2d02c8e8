from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class SourceState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"
    REPLACED = "replaced"
    DELETED = "deleted"


class Source(Row):
    """A course file. `unread` lists what could not be read: [{"place", "reason", "detail"}];
    `marks` where its text talks to a model instead of a reader: [{"passage", "marks"}].

    `done` of `total` pages were read; `error` is a stable code with `error_detail`. `position` is
    the course order, which a replacement inherits. Once skills were proposed from its passages,
    `skills_proposed` holds. `lease_until` is when a silent reader counts as dead.
    """

    __tablename__ = "source"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[SourceState] = state_column(SourceState, SourceState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    unread: Mapped[list[Any]] = mapped_column(default=list)
    marks: Mapped[list[Any]] = mapped_column(default=list)
    error: Mapped[str] = mapped_column(String(64), default="")
    error_detail: Mapped[str] = mapped_column(Text, default="")
    replaced_by_id: Mapped[str | None] = mapped_column(ForeignKey("source.id"))
    position: Mapped[int] = mapped_column(default=0)
    skills_proposed: Mapped[bool] = mapped_column(default=False)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    interruptions: Mapped[int] = mapped_column(default=0)


class Passage(Row):
    """See generators.exercise.passage.Passage: this is its row. Those read before migration 0006
    have no `marked`.
    """

    __tablename__ = "passage"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"), index=True)
    ordinal: Mapped[int]
    page: Mapped[int | None]
    heading: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(16), default="text")
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    marked: Mapped[list[Any]] = mapped_column(default=list)

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class DraftState(StrEnum):
    IN_REVIEW = "in_review"
    REFUSED = "refused"  # a check failed: kept with its verdicts, never shown to learners
    PUBLISHED = "published"
    REJECTED = "rejected"


class Draft(Row):
    """Text and verdicts. `content` is None where the drafter gave junk (then see `raw`).

    `run_key` makes a repeated run harmless: request, slot, drafter, revision, seed, number.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("run_key"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    request_id: Mapped[str | None] = mapped_column(ForeignKey("generation_request.id"), index=True)
    skill_id: Mapped[str] = mapped_column(ForeignKey("skill.id"), index=True)
    run_key: Mapped[str | None] = mapped_column(String(160))
    blueprint: Mapped[dict[str, Any]]
    kind: Mapped[str] = mapped_column(String(24))
    language: Mapped[str] = mapped_column(String(8))
    bloom: Mapped[str] = mapped_column(String(16))
    difficulty: Mapped[float] = mapped_column(default=0.0)
    drafter: Mapped[str] = mapped_column(String(64))
    revision: Mapped[str] = mapped_column(String(128), default="")
    seed: Mapped[int] = mapped_column(default=0)
    content: Mapped[dict[str, Any] | None]
    family: Mapped[dict[str, Any] | None]
    verdicts: Mapped[list[Any]] = mapped_column(default=list)
    raw: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[DraftState] = state_column(DraftState, DraftState.IN_REVIEW)
    reason: Mapped[str] = mapped_column(Text, default="")
    drafted: Mapped[dict[str, Any] | None]  # content and family before the first edit
    edited: Mapped[bool] = mapped_column(default=False)
    checked: Mapped[bool] = mapped_column(default=True)  # False: an edit waits for its checks
    regenerates_id: Mapped[str | None] = mapped_column(ForeignKey("draft.id"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    assigned_to: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class DraftComment(Row):
    """Of one instructor to the others."""

    __tablename__ = "draft_comment"

    draft_id: Mapped[str] = mapped_column(ForeignKey("draft.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)

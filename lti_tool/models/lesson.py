from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class LessonState(StrEnum):
    WAITING = "waiting"  # for its job
    FAILED = "failed"  # `reason` says why
    IN_REVIEW = "in_review"
    PUBLISHED = "published"


class Lesson(Row):
    """A study sheet for one skill. `content` is a generators.exercise.lesson.Lesson, None until it
    is drafted; `drafted` the same as it was before an instructor changed it. `done` of `of` steps.
    """

    __tablename__ = "lesson"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    skill_id: Mapped[str] = mapped_column(ForeignKey("skill.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[LessonState] = state_column(LessonState, LessonState.WAITING)
    content: Mapped[dict[str, Any] | None]
    drafted: Mapped[dict[str, Any] | None]
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    published_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class WaitingAnswer(Row):
    """An answer that nobody has marked yet. Marking makes an `Attempt` of it, and it goes.

    `answer` is the whole of it as `generators.exercise.answers` has it, `text` what was written
    freely. Rows of releases before cases have the text alone.
    """

    __tablename__ = "waiting_answer"
    __table_args__ = (Index("ix_waiting_answer_context_created", "context_id", "created_at"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    practice_id: Mapped[str] = mapped_column(ForeignKey("practice.id"))
    showing_id: Mapped[str] = mapped_column(ForeignKey("showing.id"), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    exercise_id: Mapped[str] = mapped_column(ForeignKey("exercise.id"), index=True)
    version: Mapped[int]
    token: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    confidence: Mapped[float | None]
    seconds: Mapped[float | None]

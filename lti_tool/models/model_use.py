from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class ModelUse(Row):
    """What a course had a model server write on a day, as in "2026-11-26" (UTC)."""

    __tablename__ = "model_use"
    __table_args__ = (UniqueConstraint("context_id", "day"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    day: Mapped[str] = mapped_column(String(10))
    requests: Mapped[int] = mapped_column(default=0)
    tokens: Mapped[int] = mapped_column(default=0)

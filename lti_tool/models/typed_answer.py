from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class TypedAnswer(Row):
    """What a learner has typed into an exercise and not sent yet, as the form's own fields.

    `number` counts the attempts of the showing before: what was typed for an earlier try is over.
    `writer` is the form that it was typed into: another tab has another one.
    """

    __tablename__ = "typed_answer"

    showing_id: Mapped[str] = mapped_column(ForeignKey("showing.id"), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int]
    fields: Mapped[dict[str, Any]]
    writer: Mapped[str] = mapped_column(String(64), default="", server_default="")
    typed_at: Mapped[datetime]

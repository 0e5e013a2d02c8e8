from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class Person(Row):
    """A user of one registration; `subject` is the platform's id. Names may be empty.

    Who is `blocked` is refused at each request, and is told `block_reason`. `erasure_asked_at`:
    they asked that an admin erases what is kept about them.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("registration_id", "subject"),)

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255), default="")
    email: Mapped[str] = mapped_column(String(255), default="")
    locale: Mapped[str] = mapped_column(String(16), default="")
    blocked: Mapped[bool] = mapped_column(default=False)
    block_reason: Mapped[str] = mapped_column(String(255), default="")
    erasure_asked_at: Mapped[datetime | None]
    confidence_off: Mapped[bool] = mapped_column(default=False)

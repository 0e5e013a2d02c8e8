from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class Refusal(Row):
    """A login or a launch that was refused, for the admin whom the person asks.

    `reference` is the number that the person was shown; `check` names what failed, `expected`
    and `found` are both values. Nobody's name, address or token is in it.
    """

    __tablename__ = "refusal"
    __table_args__ = (
        Index("ix_refusal_registration_id_created_at", "registration_id", "created_at"),
    )

    reference: Mapped[str] = mapped_column(String(16), index=True)
    registration_id: Mapped[str | None] = mapped_column(ForeignKey("registration.id"))
    code: Mapped[str] = mapped_column(String(64))
    check: Mapped[str] = mapped_column(String(128))
    expected: Mapped[str] = mapped_column(Text)
    found: Mapped[str] = mapped_column(Text)

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class OfferedFile(Row):
    """A file or page of the platform's course that can become a source.

    `external_id` is the platform's, `size` in bytes (0 where it tells none). `wanted`: an
    instructor asked for it and it is still to be fetched. `source_id` is what it became, as it was
    at `taken_at` by the platform's `modified_at`. `note` is why it could not be fetched.
    """

    __tablename__ = "offered_file"
    __table_args__ = (UniqueConstraint("context_id", "external_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    external_id: Mapped[str] = mapped_column(String(255))
    section: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(127), default="")
    url: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    modified_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    wanted: Mapped[bool] = mapped_column(default=False, index=True)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("source.id"))
    taken_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(64), default="")

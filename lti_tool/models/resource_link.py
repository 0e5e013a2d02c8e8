from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class LineItem(Row):
    """A column of the platform's gradebook that is ours; `url` is the platform's id of it."""

    __tablename__ = "line_item"
    __table_args__ = (UniqueConstraint("context_id", "url"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    url: Mapped[str] = mapped_column(Text)
    score_maximum: Mapped[float] = mapped_column(default=100.0)
    resource_id: Mapped[str] = mapped_column(String(255), default="")


class ResourceLink(Row):
    """An activity on the course page; it opens one practice.

    `named_practice` is the practice that its custom parameters named at the last launch, and
    `placement` says by which deep linking answer it came: two activities of one course with the
    same one are an original and its duplicate.
    """

    __tablename__ = "resource_link"
    __table_args__ = (UniqueConstraint("context_id", "lti_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    lti_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(Text, default="")
    practice_id: Mapped[str | None] = mapped_column(ForeignKey("practice.id"), index=True)
    line_item_id: Mapped[str | None] = mapped_column(ForeignKey("line_item.id"))
    named_practice: Mapped[str] = mapped_column(String(64), default="", server_default="")
    placement: Mapped[str] = mapped_column(String(64), default="", server_default="")

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import enum_type


class ContactKind(StrEnum):
    CONTACTED = "contacted"
    DISMISSED = "dismissed"


class Contact(Row):
    """What an instructor did about signs that a learner may need a conversation. Until `until`
    the learner is not listed again. The learner may read `note`: it is among their own data."""

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_context_person", "context_id", "person_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ContactKind] = mapped_column(enum_type(ContactKind))
    until: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")

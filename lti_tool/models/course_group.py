from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class CourseGroup(Row):
    """A group of the platform's course, by its id there. `groupings` are the names of what it is
    gathered in, as far as the platform tells."""

    __tablename__ = "course_group"
    __table_args__ = (UniqueConstraint("context_id", "external_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    external_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    groupings: Mapped[list[str]] = mapped_column(default=list)


class GroupMember(Row):
    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_id", "person_id"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("course_group.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)

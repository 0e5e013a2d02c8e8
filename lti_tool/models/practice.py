from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import enum_type


class ScorePolicy(StrEnum):
    POINTS = "points"
    MASTERY = "mastery"
    COMPLETION = "completion"


class Practice(Row):
    """A set of exercises (all published ones of its skills; no skills: the course's) and a policy.

    `goal` is N of the points and completion policies; `tries` per exercise shown, 0 = unlimited.
    `root_id` is the practice, perhaps of another course, that copied activities name when they mean
    this copy of it (no foreign key: a copy outlives its original).
    """

    __tablename__ = "practice"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    skill_ids: Mapped[list[str]] = mapped_column(default=list)
    language: Mapped[str] = mapped_column(String(8), default="en")
    policy: Mapped[ScorePolicy] = mapped_column(enum_type(ScorePolicy), default=ScorePolicy.POINTS)
    goal: Mapped[int] = mapped_column(default=10)
    tries: Mapped[int] = mapped_column(default=2)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    root_id: Mapped[str | None] = mapped_column(String(32))


class Allowance(Row):
    """One learner's own closing time and further tries in one practice."""

    __tablename__ = "allowance"
    __table_args__ = (UniqueConstraint("practice_id", "person_id"),)

    practice_id: Mapped[str] = mapped_column(ForeignKey("practice.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    closes_at: Mapped[datetime | None]
    extra_tries: Mapped[int] = mapped_column(default=0)


class Wish(Row):
    """What a learner's recommendation lacked: a published exercise of this skill."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("context_id", "skill_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    skill_id: Mapped[str] = mapped_column(ForeignKey("skill.id"))
    count: Mapped[int] = mapped_column(default=1)
    open: Mapped[bool] = mapped_column(default=True)
    request_id: Mapped[str | None] = mapped_column(ForeignKey("generation_request.id"))

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import enum_type, state_column


class Context(Row):
    """A course of one deployment. `history`: the platform's ids of the courses that it was copied
    from, nearest first, separated by commas (`Context.id.history`).

    Quiz attempts are read in their own rounds: `attempts_waiting` holds the platform's ids of
    those still to be read, of `attempts_total` in this round, which began at `attempts_begun`. All
    that changed before `attempts_since` has been read. `attempts_note`: why the last ended early.

    `self_reports`: an instructor lets learners say, if they like, how the course goes for them.
    """

    __tablename__ = "context"
    __table_args__ = (UniqueConstraint("deployment_id", "lti_id"),)

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), index=True)
    deployment_id: Mapped[str] = mapped_column(ForeignKey("deployment.id"))
    lti_id: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(255), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    memberships_url: Mapped[str | None] = mapped_column(Text)
    roster_changes_url: Mapped[str | None] = mapped_column(Text)
    lineitems_url: Mapped[str | None] = mapped_column(Text)
    synced_at: Mapped[datetime | None]
    sync_note: Mapped[str] = mapped_column(String(64), default="")
    history: Mapped[str] = mapped_column(Text, default="", server_default="")
    attempts_since: Mapped[datetime | None]
    attempts_begun: Mapped[datetime | None]
    attempts_waiting: Mapped[list[str]] = mapped_column(default=list)
    attempts_total: Mapped[int] = mapped_column(default=0)
    attempts_note: Mapped[str] = mapped_column(String(64), default="")
    self_reports: Mapped[bool] = mapped_column(default=False, server_default=false())


class Role(StrEnum):
    LEARNER = "learner"
    INSTRUCTOR = "instructor"


class Membership(Row):
    """A person in a context. `role` is the highest of launch and roster.

    `ever_instructor` stays: whoever was once seen as instructor is left out of learner analytics.
    `confidence_off`: is not asked how sure they are; None: as they chose before it was a choice for
    each course (`Person.confidence_off`). `self_reports_off`: does not want to be asked.
    `last_access`: when they were last seen in the platform's course, by its clock.
    """

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("context_id", "person_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = state_column(Role, Role.LEARNER)
    launch_role: Mapped[Role | None] = mapped_column(enum_type(Role, "launch_role"))
    roster_role: Mapped[Role | None] = mapped_column(enum_type(Role, "roster_role"))
    ever_instructor: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    confidence_off: Mapped[bool | None]
    self_reports_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_access: Mapped[datetime | None]

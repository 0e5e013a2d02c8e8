from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

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

    A reading has come to `sync_stage`, `sync_done` of `sync_total` there; `sync_problems` is why
    which of its parts could not be read. `facts_since`: what assignments held before this moment of
    the platform's clock has been read. Since more people are known than `facts_people` and
    `attempts_people`, what they did before is not read yet.

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
    sync_stage: Mapped[str] = mapped_column(String(24), default="", server_default="")
    sync_done: Mapped[int] = mapped_column(default=0, server_default="0")
    sync_total: Mapped[int] = mapped_column(default=0, server_default="0")
    sync_problems: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    facts_since: Mapped[datetime | None]
    facts_people: Mapped[int] = mapped_column(default=0, server_default="0")
    attempts_people: Mapped[int] = mapped_column(default=0, server_default="0")
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
    `completion_wanted`: what they completed there is still to be read; what was read is as it stood
    at `completion_read_at`, by the platform's clock too.
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
    completion_wanted: Mapped[bool] = mapped_column(default=False, server_default=false())
    completion_read_at: Mapped[datetime | None]

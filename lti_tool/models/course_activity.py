from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class CourseActivity(Row):
    """An activity on the page of the platform's course; `external_id` is its place there (Moodle's
    course module id), `activity` is "module:instance", as OutsideEvidence has it.

    `tracked`: the platform notes who completed it.
    """

    __tablename__ = "course_activity"
    __table_args__ = (UniqueConstraint("context_id", "external_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    external_id: Mapped[str] = mapped_column(String(64))
    activity: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text, default="")
    section: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    tracked: Mapped[bool] = mapped_column(default=False)


class SubmissionState(StrEnum):
    """REOPENED: an instructor lets the learner try again."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REOPENED = "reopened"


class Submission(Row):
    """That a learner handed something in, never what: the last attempt's state and time."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("course_activity_id", "person_id"),)

    course_activity_id: Mapped[str] = mapped_column(ForeignKey("course_activity.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[SubmissionState] = state_column(SubmissionState, SubmissionState.DRAFT)
    changed_at: Mapped[datetime]

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class SelfReport(Row):
    """What a learner said of one week, the one of the Monday `week` (an ISO date): their own.

    `effort` and `feeling` (how the course feels) are from 1 to 5; None where nothing was said.
    """

    __tablename__ = "self_report"
    __table_args__ = (UniqueConstraint("context_id", "person_id", "week"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    week: Mapped[str] = mapped_column(String(10))
    effort: Mapped[int | None]
    feeling: Mapped[int | None]


class SelfReportSum(Row):
    """What instructors see of a week that is over: reckoned once, so that nobody who deletes what
    they said, leaves or is erased can be told by what changed. Holds no number of people.

    `shares` has, by question, the share word of low, middle and high answers.
    """

    __tablename__ = "self_report_sum"
    __table_args__ = (UniqueConstraint("context_id", "week"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    week: Mapped[str] = mapped_column(String(10))
    shares: Mapped[dict[str, Any]]

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class SiteModel(Row):
    """What a refit found for all courses of a registration; `parts` are plain numbers
    (`analytics.plain`). `pooled`: evidence of other registrations is in it, too."""

    __tablename__ = "site_model"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), index=True)
    parts: Mapped[dict[str, Any]]
    answers: Mapped[int]
    learners: Mapped[int]
    courses: Mapped[int]
    pooled: Mapped[bool] = mapped_column(default=False)


class CourseModel(Row):
    """What one course has of its own; `report` (`analytics.course_report`) judges it, None where
    nothing came late enough."""

    __tablename__ = "course_model"

    site_model_id: Mapped[str] = mapped_column(ForeignKey("site_model.id"), index=True)
    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    parts: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any] | None]
    answers: Mapped[int]
    learners: Mapped[int]


class Refit(Row):
    """The refits of a registration: `asked_at` until one has run, `begun_at` while one runs,
    `ended_at` and `note` (why there is no new model, empty where there is) of the last one."""

    __tablename__ = "refit"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registration.id"), unique=True)
    asked_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(24), default="")

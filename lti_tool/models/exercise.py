from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class ExerciseState(StrEnum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Exercise(Row):
    """Published content in versions. `stale_source`: a source that it cites was replaced."""

    __tablename__ = "exercise"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    skill_id: Mapped[str] = mapped_column(ForeignKey("skill.id"), index=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("draft.id"))
    state: Mapped[ExerciseState] = state_column(ExerciseState, ExerciseState.PUBLISHED)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(24))
    language: Mapped[str] = mapped_column(String(8))
    bloom: Mapped[str] = mapped_column(String(16))
    difficulty: Mapped[float] = mapped_column(default=0.0)
    stale_source: Mapped[bool] = mapped_column(default=False)
    published_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class ExerciseVersion(Row):
    """`content` (and `family` for a parametric one) as published; never changed afterwards."""

    __tablename__ = "exercise_version"
    __table_args__ = (UniqueConstraint("exercise_id", "number"),)

    exercise_id: Mapped[str] = mapped_column(ForeignKey("exercise.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    family: Mapped[dict[str, Any] | None]
    provenance: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


IS_CURRENT = (ExerciseVersion.exercise_id == Exercise.id) & (
    ExerciseVersion.number == Exercise.version
)


class ExerciseReport(Row):
    """A learner's "this exercise seems wrong"."""

    __tablename__ = "exercise_report"

    exercise_id: Mapped[str] = mapped_column(ForeignKey("exercise.id"), index=True)
    version: Mapped[int]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    open: Mapped[bool] = mapped_column(default=True)


class ExerciseTally(Row):
    """Answers of people who were erased, as sums: of whom they were is not known any more.

    `timed` of the `answers` took `seconds` together.
    """

    __tablename__ = "exercise_tally"

    exercise_id: Mapped[str] = mapped_column(ForeignKey("exercise.id"), unique=True)
    answers: Mapped[int] = mapped_column(default=0)
    right: Mapped[int] = mapped_column(default=0)
    timed: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)

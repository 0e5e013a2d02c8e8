from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.exercise import ExerciseVersion


class Showing(Row):
    """An exercise as one learner was given it: version, seed (shuffle, variant) and why.

    Open while `closed_at` is None: a reload shows the same one again.
    """

    __tablename__ = "showing"
    __table_args__ = (Index("ix_showing_practice_person", "practice_id", "person_id"),)

    practice_id: Mapped[str] = mapped_column(ForeignKey("practice.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    exercise_id: Mapped[str] = mapped_column(ForeignKey("exercise.id"), index=True)
    version: Mapped[int]
    seed: Mapped[int]
    skill_id: Mapped[str] = mapped_column(ForeignKey("skill.id"))
    reason: Mapped[str] = mapped_column(String(24))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hints_used: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]


class Attempt(Row):
    """A graded answer; evidence. `token` makes a repeated post of one answer harmless.

    `fraction` in [0, 1] is code's verdict under `version`; a regrade changes fraction, correct
    and version together and sets `regraded_at`.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("showing_id", "number"),
        UniqueConstraint("showing_id", "token"),
        Index("ix_attempt_practice_person", "practice_id", "person_id"),
        Index("ix_attempt_context_person", "context_id", "person_id"),
    )

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    practice_id: Mapped[str] = mapped_column(ForeignKey("practice.id"))
    showing_id: Mapped[str] = mapped_column(ForeignKey("showing.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    exercise_id: Mapped[str] = mapped_column(ForeignKey("exercise.id"), index=True)
    version: Mapped[int]
    number: Mapped[int]
    token: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    fraction: Mapped[float]
    correct: Mapped[bool]
    confidence: Mapped[float | None]
    hints_used: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float | None]
    regraded_at: Mapped[datetime | None]


GRADED_UNDER = (ExerciseVersion.exercise_id == Attempt.exercise_id) & (
    ExerciseVersion.number == Attempt.version
)

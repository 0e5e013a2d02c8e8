from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class OutsideEvidence(Row):
    """Evidence that the platform holds (grades, results, completion); attempts are our own.

    `source` is an analytics.types.Source; `external_id` and `occasion` (which of several attempts)
    make a second sync harmless. `activity` is "module:instance" where the platform names one, so
    that a quiz does not count both by its questions and by its grade. `score` is a share of the
    maximum in [0, 1]. `mapped`: an instructor chose the skills (or none); else they are proposed
    anew by each sync. `weight` of a full answer, in (0, 1]; None: as its source has it.
    """

    __tablename__ = "outside_evidence"
    __table_args__ = (
        UniqueConstraint(
            "context_id",
            "source",
            "external_id",
            "occasion",
            "person_id",
            name="uq_outside_evidence_occasion",
        ),
        Index("ix_outside_evidence_context_person", "context_id", "person_id"),
    )

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str] = mapped_column(String(24))
    external_id: Mapped[str] = mapped_column(String(255))
    occasion: Mapped[str] = mapped_column(String(64), default="")
    activity: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    skill_ids: Mapped[list[str]] = mapped_column(default=list)
    mapped: Mapped[bool] = mapped_column(default=False)
    score: Mapped[float]
    seen_at: Mapped[datetime]
    weight: Mapped[float | None]

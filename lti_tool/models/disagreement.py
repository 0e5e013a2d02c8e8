from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class DisagreementState(StrEnum):
    STATED = "stated"
    TESTING = "testing"
    TESTED = "tested"
    WITHDRAWN = "withdrawn"


class Disagreement(Row):
    """A learner says that the figure of a skill is not right, and may be tested in it at once.

    `words` are theirs, or none. The test is of at most `length` exercises of `practice_id`;
    `showing_ids` are those shown so far. `ended_at`: when it was over. The figures before and after
    are folded from the evidence, as all figures are.
    """

    __tablename__ = "disagreement"
    __table_args__ = (Index("ix_disagreement_context_person", "context_id", "person_id"),)

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    skill_id: Mapped[str] = mapped_column(ForeignKey("skill.id"))
    practice_id: Mapped[str | None] = mapped_column(ForeignKey("practice.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[DisagreementState] = state_column(DisagreementState, DisagreementState.STATED)
    length: Mapped[int] = mapped_column(default=0)
    showing_ids: Mapped[list[str]] = mapped_column(default=list)
    ended_at: Mapped[datetime | None]

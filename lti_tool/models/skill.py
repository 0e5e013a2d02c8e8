from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.states import state_column


class SkillState(StrEnum):
    PROPOSED = "proposed"
    KEPT = "kept"
    DROPPED = "dropped"


class Skill(Row):
    """`terms` are the words by which sources speak of it; `position` is the course order.

    `definition` is a sentence of a source, or the instructor's own words. `misconceptions` are what
    learners get wrong: [{"text", "quote"}], the quote "" where an instructor added it. Both are ""
    and [] where no source says anything.

    `proposed_as` is the name under which a source proposed it, so that it is not proposed again
    after the instructor renamed it; empty where an instructor added it.
    """

    __tablename__ = "skill"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    proposed_as: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    definition: Mapped[str] = mapped_column(Text, default="")
    misconceptions: Mapped[list[Any]] = mapped_column(default=list)
    terms: Mapped[list[str]] = mapped_column(default=list)
    language: Mapped[str] = mapped_column(String(8), default="en")
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[SkillState] = state_column(SkillState, SkillState.PROPOSED)


class SkillPrerequisite(Row):
    """`skill_id` builds on `requires_id`; advisory. `quote` is the sentence of a source that says
    so, "" where an instructor does."""

    __tablename__ = "skill_prerequisite"
    __table_args__ = (UniqueConstraint("skill_id", "requires_id"),)

    skill_id: Mapped[str] = mapped_column(ForeignKey("skill.id"))
    requires_id: Mapped[str] = mapped_column(ForeignKey("skill.id"))
    quote: Mapped[str] = mapped_column(Text, default="")


class SkillChange(Row):
    """A merge, a split or an edit of skills. `journal` is what it changed, in order, so that it can
    be taken back: `services.skill_journal` knows its entries. `skill_ids` are all that took part.
    """

    __tablename__ = "skill_change"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(8))
    skill_ids: Mapped[list[str]]
    names: Mapped[list[str]]
    journal: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.statement import GOES_WITH_PERSON
from lti_tool.models.states import state_column


class GivingState(StrEnum):
    """GIVING until every learner was looked at, then GIVEN. TAKING back what nobody began yet,
    then TAKEN. STOPPED on the way, it may go on the way it was going."""

    GIVING = "giving"
    GIVEN = "given"
    STOPPED = "stopped"
    TAKING = "taking"
    TAKEN = "taken"


class Giving(Row):
    """That a planned worksheet is given to its learners. `services.giving` is the only writer.

    `person_id`: the one whom the worksheet is for, where it is for one. `reached` is the id of the
    last learner who was looked at, in the order of ids; `done` of about `total` they are, those
    who had it already left out, and `given` of them found something. Of a taking back `done` and
    `total` count worksheets. `reason`: why it was stopped, or why nobody has it.
    """

    __tablename__ = "giving"

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), index=True)
    worksheet_id: Mapped[str] = mapped_column(ForeignKey("worksheet.id"), index=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practice.id"))
    person_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), index=True, info={GOES_WITH_PERSON: True}
    )
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[GivingState] = state_column(GivingState, GivingState.GIVING)
    reached: Mapped[str] = mapped_column(String(32), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    given: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(32), default="")
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

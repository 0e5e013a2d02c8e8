from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row
from lti_tool.models.statement import GOES_WITH_PERSON
from lti_tool.models.states import enum_type, state_column
from lti_tool.models.training import TrainedModel, TrainingState


class WorksheetState(StrEnum):
    """WAITING for the job, PLANNED (may be edited), SENT (to the drafters or to learners); a
    learner's: WORKING through it, then DONE. DROPPED: nobody wants it. FAILED: no sheet came."""

    WAITING = "waiting"
    PLANNED = "planned"
    SENT = "sent"
    WORKING = "working"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


class SheetPath(StrEnum):
    """What planned a sheet."""

    PLANNER = "planner"
    RULE = "rule"


class Worksheet(Row):
    """What one learner, or a group, is to work on next. `services.worksheets` writes its state.

    For `person_id`, or for `group_id` of the platform's groups (no foreign key: groups come and go
    with the platform), or, without both, for the whole course. A learner works through it where it
    has a `practice_id`: then its slots name published exercises only.

    `slots` are those of `services.worksheet_slots`, `alternatives` the sheets that were planned
    before it, `undone` what the slots were before each edit, newest last. `sheets` are what the
    planner and the rule each gave, by path; `path`, `path_reason` and `detail` say which is served
    and why, `revision` is the model's. `profile` is what was known of the learner then, without a
    name. `for_model`: a worker with the model is to plan it, asked at `handed_at`. `reason` is why
    it failed. `giving_id` is the `Giving` by which a learner has it (no foreign key: of two tables
    that name each other neither can be emptied first).
    """

    __tablename__ = "worksheet"
    __table_args__ = (
        Index("ix_worksheet_context_person", "context_id", "person_id"),
        Index("ix_worksheet_giving_person", "giving_id", "person_id", unique=True),
    )

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"))
    person_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), index=True, info={GOES_WITH_PERSON: True}
    )
    group_id: Mapped[str] = mapped_column(String(32), default="")
    group_name: Mapped[str] = mapped_column(Text, default="")
    practice_id: Mapped[str | None] = mapped_column(ForeignKey("practice.id"))
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[WorksheetState] = state_column(WorksheetState, WorksheetState.WAITING)
    size: Mapped[int]
    seed: Mapped[int]
    tries: Mapped[int] = mapped_column(default=0)
    for_model: Mapped[bool] = mapped_column(default=False, server_default=false())
    handed_at: Mapped[datetime | None]
    slots: Mapped[list[Any]] = mapped_column(default=list)
    undone: Mapped[list[Any]] = mapped_column(default=list)
    alternatives: Mapped[list[Any]] = mapped_column(default=list)
    sheets: Mapped[dict[str, Any]] = mapped_column(default=dict)
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    path: Mapped[SheetPath | None] = mapped_column(enum_type(SheetPath))
    path_reason: Mapped[str] = mapped_column(String(32), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(32), default="")
    request_id: Mapped[str | None] = mapped_column(ForeignKey("generation_request.id"))
    given_at: Mapped[datetime | None]
    giving_id: Mapped[str | None] = mapped_column(String(32))
    planned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PlannerModel(TrainedModel):
    """The trained planner of one course. `services.planner_models` is the only writer.

    `figures` are those against the baselines, `serves` and `gate_reason` what the gate decided and
    why. `rule_wanted`: an instructor switched back to the rule.
    """

    __tablename__ = "planner_model"

    state: Mapped[TrainingState] = state_column(TrainingState, TrainingState.NONE, "plannerstate")
    serves: Mapped[SheetPath] = mapped_column(enum_type(SheetPath), default=SheetPath.RULE)
    gate_reason: Mapped[str] = mapped_column(String(32), default="")
    rule_wanted: Mapped[bool] = mapped_column(default=False, server_default=false())

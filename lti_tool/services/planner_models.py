"""The trained planner of a course, and what the course is served. The only writer of
`PlannerModel`, beside `services.trainings`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Context, PlannerModel, SheetPath
from lti_tool.services.trainings import Turn, end_training, find_model, take_model

MOST_LISTED = 200
NO_MODEL, SWITCHED_BACK = "no_model", "switched_back"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a course is served and why: the gate's reason, or that somebody wants the rule.
    `has_model`: there is one, be it served or not."""

    path: SheetPath
    reason: str
    revision: str = ""
    has_model: bool = False


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training gave; `data` and `figures` are plain values for the model page."""

    serves: SheetPath
    reason: str
    revision: str
    detail: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def find_planner(session: Session, context_id: str) -> PlannerModel | None:
    return find_model(session, PlannerModel, context_id)


def list_planners(session: Session) -> list[tuple[Context, PlannerModel]]:
    """Of all courses that one was ever asked for in, by title."""
    query = (
        select(Context, PlannerModel)
        .join(PlannerModel, PlannerModel.context_id == Context.id)
        .order_by(Context.title, Context.id)
        .limit(MOST_LISTED)
    )
    return [(context, model) for context, model in session.execute(query)]


def decide_path(session: Session, context_id: str) -> Decision:
    """By the gate, as it was decided when the model was trained; by the switch before it."""
    row = find_planner(session, context_id)
    if row is None or not row.revision:
        return Decision(SheetPath.RULE, row.gate_reason or NO_MODEL if row else NO_MODEL)
    if row.rule_wanted:
        return Decision(SheetPath.RULE, SWITCHED_BACK, row.revision, has_model=True)
    return Decision(row.serves, row.gate_reason, row.revision, has_model=True)


def planner_folder(data: Path, context_id: str) -> Path:
    """Where the models of a course lie, below the installation's data folder: one folder for each
    revision, so that the row names a whole one at any moment."""
    return data / "planners" / context_id


def want_rule(session: Session, context_id: str, wanted: bool) -> None:
    """Back to the rule whatever the gate says, or back to what the gate says."""
    take_model(session, PlannerModel, context_id).rule_wanted = wanted


def keep_trained(session: Session, turn: Turn, trained: Trained, now: datetime) -> bool:
    """False, and nothing kept, where it was cancelled or is another worker's."""
    row = take_model(session, PlannerModel, turn.context_id)
    if not turn.holds(row):
        return False
    row.serves, row.gate_reason, row.detail = trained.serves, trained.reason, trained.detail
    row.data, row.figures, row.revision = trained.data, trained.figures, trained.revision
    row.trained_at = now
    end_training(row, now)
    return True

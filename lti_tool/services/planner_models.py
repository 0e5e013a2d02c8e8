"""The trained planner of a course, and what the course is served. The only writer of
`PlannerModel`.

A worker trains under a lease; a training whose worker fell silent is begun again (it resumes at
its checkpoint), and after three such interruptions it fails with that reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError
from lti_tool.models import Context, PlannerModel, PlannerState, SheetPath

LEASE = timedelta(minutes=3)
MOST_TRIES = 3
MOST_LISTED = 200
OPEN = (PlannerState.WAITING, PlannerState.TRAINING)
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
    return session.scalar(select(PlannerModel).where(PlannerModel.context_id == context_id))


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
    """Where the model of a course lies, below the installation's data folder."""
    return data / "planners" / context_id


def ask_for_training(session: Session, context_id: str) -> None:
    """The caller rings TRAIN_PLANNER after the commit. Asked twice, it trains once."""
    row = _find(session, context_id)
    if row.state not in OPEN:
        row.state, row.tries, row.stage, row.done, row.total = PlannerState.WAITING, 0, "", 0, 0


def cancel_training(session: Session, context_id: str, now: datetime) -> None:
    """The model that was there before stays. Raises `ConflictError` where none is under way."""
    row = _find(session, context_id)
    if row.state not in OPEN:
        raise ConflictError("The training has already ended; there is nothing left to cancel.")
    _end(row, now, failed="")


def want_rule(session: Session, context_id: str, wanted: bool) -> None:
    """Back to the rule whatever the gate says, or back to what the gate says."""
    _find(session, context_id).rule_wanted = wanted


def planners_to_train(session: Session, now: datetime) -> list[str]:
    """Course ids of trainings that wait or whose worker fell silent: the sweeper's work."""
    silent = or_(PlannerModel.lease_until.is_(None), PlannerModel.lease_until < now)
    query = (
        select(PlannerModel.context_id)
        .where(PlannerModel.state.in_(OPEN), silent)
        .order_by(PlannerModel.created_at)
    )
    return list(session.scalars(query))


def begin_training(session: Session, context_id: str, now: datetime) -> bool:
    """False where nothing waits, another worker is at it, or it was interrupted too often."""
    row = _find(session, context_id, lock=True)
    if row.state not in OPEN or (row.lease_until and row.lease_until > now):
        return False
    row.tries += 1
    if row.tries > MOST_TRIES:
        _end(row, now, failed="interrupted")
        return False
    row.state, row.lease_until = PlannerState.TRAINING, now + LEASE
    return True


def tell_progress(
    session: Session, context_id: str, stage: str, done: int, total: int, now: datetime
) -> bool:
    """False where it was cancelled: the worker must stop."""
    row = _find(session, context_id, lock=True)
    if row.state is not PlannerState.TRAINING:
        return False
    row.stage, row.done, row.total, row.lease_until = stage[:24], done, total, now + LEASE
    return True


def give_back_training(session: Session, context_id: str) -> None:
    """The worker was asked to stop: another one goes on at the checkpoint."""
    row = _find(session, context_id, lock=True)
    if row.state is PlannerState.TRAINING:
        row.state, row.lease_until = PlannerState.WAITING, None
        row.tries = max(row.tries - 1, 0)


def keep_trained(session: Session, context_id: str, trained: Trained, now: datetime) -> bool:
    """False, and nothing kept, where it was cancelled meanwhile."""
    row = _find(session, context_id, lock=True)
    if row.state is not PlannerState.TRAINING:
        return False
    row.serves, row.gate_reason, row.detail = trained.serves, trained.reason, trained.detail
    row.data, row.figures, row.revision = trained.data, trained.figures, trained.revision
    row.trained_at = now
    _end(row, now)
    return True


def fail_training(
    session: Session, context_id: str, reason: str, detail: str, now: datetime
) -> None:
    """A model that was there before stays in use; without one, the reason is the gate's, too."""
    row = _find(session, context_id, lock=True)
    if row.state is PlannerState.TRAINING:
        row.detail = detail[:2000]
        _end(row, now, failed=reason)


def _end(row: PlannerModel, now: datetime, failed: str | None = None) -> None:
    """`failed` is why there is no new model, empty where it was cancelled."""
    row.ended_at, row.lease_until = now, None
    row.stage, row.done, row.total = failed or "", 0, 0
    if failed:
        row.state = PlannerState.FAILED
    else:
        row.state = PlannerState.TRAINED if row.revision else PlannerState.NONE


def _find(session: Session, context_id: str, *, lock: bool = False) -> PlannerModel:
    query = select(PlannerModel).where(PlannerModel.context_id == context_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        row = PlannerModel(context_id=context_id)
        session.add(row)
        session.flush()
    return row

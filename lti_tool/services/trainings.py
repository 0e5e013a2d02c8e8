"""How far the training of a course's model is, of whatever kind. The only writer of its state.

A worker trains under a lease; a training whose worker fell silent is begun again (it resumes at
its checkpoint), and after three such interruptions it fails with that reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError
from lti_tool.models import TrainedModel, TrainingState
from lti_tool.services.row_parts import add_missing

LEASE = timedelta(minutes=3)
MOST_TRIES = 3
OPEN = (TrainingState.WAITING, TrainingState.TRAINING)
INTERRUPTED = "interrupted"
Model = TypeVar("Model", bound=TrainedModel)


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn at a training: the try of that number since the last one ended. A worker
    that was silent too long has lost it to the next, and writes nothing any more."""

    kind: type[TrainedModel]
    context_id: str
    number: int
    after: datetime | None

    def holds(self, row: TrainedModel) -> bool:
        mine = (self.number, self.after) == (row.tries, row.ended_at)
        return mine and row.state is TrainingState.TRAINING


def find_model(session: Session, kind: type[Model], context_id: str) -> Model | None:
    return session.scalar(select(kind).where(kind.context_id == context_id))


def take_model(session: Session, kind: type[Model], context_id: str) -> Model:
    """The course's row, locked; made where it has none yet, be it by another one meanwhile."""
    query = select(kind).where(kind.context_id == context_id).with_for_update()
    row = session.scalar(query)
    if row is None:
        add_missing(session.connection(), kind, {"context_id": context_id})
        row = session.scalars(query).one()
    return row


def ask_for_training(session: Session, kind: type[Model], context_id: str) -> None:
    """The caller rings after the commit. Asked twice, it trains once."""
    row = take_model(session, kind, context_id)
    if row.state not in OPEN:
        row.state, row.tries, row.stage, row.done, row.total = TrainingState.WAITING, 0, "", 0, 0


def cancel_training(session: Session, kind: type[Model], context_id: str, now: datetime) -> None:
    """The model that was there before stays. Raises `ConflictError` where none is under way."""
    row = take_model(session, kind, context_id)
    if row.state not in OPEN:
        raise ConflictError("The training has already ended; there is nothing left to cancel.")
    end_training(row, now)


def contexts_to_train(session: Session, kind: type[Model], now: datetime) -> list[str]:
    """Course ids of trainings that wait or whose worker fell silent: the sweeper's work."""
    silent = or_(kind.lease_until.is_(None), kind.lease_until < now)
    query = select(kind.context_id).where(kind.state.in_(OPEN), silent).order_by(kind.created_at)
    return list(session.scalars(query))


def begin_training(
    session: Session, kind: type[Model], context_id: str, now: datetime
) -> Turn | None:
    """None where nothing waits, another worker is at it, or it was interrupted too often."""
    row = take_model(session, kind, context_id)
    if row.state not in OPEN or (row.lease_until and row.lease_until > now):
        return None
    row.tries += 1
    if row.tries > MOST_TRIES:
        end_training(row, now, failed=INTERRUPTED)
        return None
    row.state, row.lease_until = TrainingState.TRAINING, now + LEASE
    return Turn(kind, context_id, row.tries, row.ended_at)


def take_held(session: Session, turn: Turn) -> TrainedModel | None:
    """The row, locked; None where it was cancelled or is another worker's."""
    row = take_model(session, turn.kind, turn.context_id)
    return row if turn.holds(row) else None


def renew_training(session: Session, turn: Turn, now: datetime) -> None:
    """Where there is nothing to tell for a while. Nothing is renewed once the turn is lost."""
    row = take_held(session, turn)
    if row is not None:
        row.lease_until = now + LEASE


def tell_progress(
    session: Session, turn: Turn, stage: str, done: int, total: int, now: datetime
) -> bool:
    """False where it was cancelled or is another worker's: this one must stop."""
    row = take_held(session, turn)
    if row is None:
        return False
    row.stage, row.done, row.total, row.lease_until = stage[:24], done, total, now + LEASE
    return True


def give_back_training(session: Session, turn: Turn) -> None:
    """The worker was asked to stop: another one goes on at the checkpoint."""
    row = take_held(session, turn)
    if row is not None:
        row.state, row.lease_until = TrainingState.WAITING, None
        row.tries = max(row.tries - 1, 0)


def fail_training(session: Session, turn: Turn, reason: str, detail: str, now: datetime) -> None:
    """A model that was there before stays in use."""
    row = take_held(session, turn)
    if row is not None:
        row.detail = detail[:2000]
        end_training(row, now, failed=reason)


def end_training(row: TrainedModel, now: datetime, failed: str = "") -> None:
    """`failed` is why there is no new model, empty where there is one or it was cancelled."""
    row.ended_at, row.lease_until = now, None
    row.stage, row.done, row.total = failed, 0, 0
    if failed:
        row.state = TrainingState.FAILED
    else:
        row.state = TrainingState.TRAINED if row.revision else TrainingState.NONE

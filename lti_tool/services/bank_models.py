"""What is known of the exercises of a course as a whole. The only writer of `BankModel`, beside
`services.trainings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import (
    IS_CURRENT,
    BankModel,
    Context,
    Exercise,
    ExerciseState,
    ExerciseVersion,
)
from lti_tool.services.trainings import Turn, end_training, find_model, take_model

MOST_LISTED = 200
FEWEST = 50  # published exercises that a model takes; a test holds it to the model's own figure


@dataclass(frozen=True, slots=True)
class TrainedBank:
    """What a training gave, as plain values."""

    revision: str
    data: dict[str, Any]
    figures: dict[str, float]
    places: dict[str, list[float]]
    pairs: list[tuple[str, str, float]] = field(default_factory=list)
    forms: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def find_bank_model(session: Session, context_id: str) -> BankModel | None:
    return find_model(session, BankModel, context_id)


def list_bank_models(session: Session) -> list[tuple[Context, BankModel]]:
    """Of all courses that one was ever asked for in, by title."""
    query = (
        select(Context, BankModel)
        .join(BankModel, BankModel.context_id == Context.id)
        .order_by(Context.title, Context.id)
        .limit(MOST_LISTED)
    )
    return [(context, model) for context, model in session.execute(query)]


def bank_folder(data: Path, context_id: str) -> Path:
    """Where the models of a course lie, below the installation's data folder: one folder for each
    revision, so that the row names a whole one at any moment."""
    return data / "banks" / context_id


def keep_bank(session: Session, turn: Turn, trained: TrainedBank, now: datetime) -> bool:
    """False, and nothing kept, where it was cancelled or is another worker's."""
    row = take_model(session, BankModel, turn.context_id)
    if not turn.holds(row):
        return False
    row.revision, row.data, row.figures = trained.revision, trained.data, trained.figures
    row.places, row.pairs = dict(trained.places), [list(pair) for pair in trained.pairs]
    row.forms = dict(trained.forms)
    row.detail, row.trained_at = "", now
    end_training(row, now)
    return True


def list_bank(session: Session, context_id: str) -> Sequence[tuple[Exercise, ExerciseVersion]]:
    """Published exercises with their current version, oldest first."""
    query = (
        select(Exercise, ExerciseVersion)
        .join(ExerciseVersion, IS_CURRENT)
        .where(Exercise.context_id == context_id, Exercise.state == ExerciseState.PUBLISHED)
        .order_by(Exercise.created_at, Exercise.id)
    )
    return session.execute(query).tuples().all()

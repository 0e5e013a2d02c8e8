from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Row


class TrainingState(StrEnum):
    NONE = "none"
    WAITING = "waiting"
    TRAINING = "training"
    TRAINED = "trained"
    FAILED = "failed"


class TrainedModel(Row):
    """A model that is trained for one course, one row a course; `services.trainings` writes how
    far that is.

    `stage`, `done` and `total` tell how far a training is, `lease_until` when its silent worker
    counts as dead. `data` says what it learned from, `figures` how it did, `detail` more of that
    in words. `revision` and `trained_at` are of the model that is kept; a training that fails
    leaves them.
    """

    __abstract__ = True

    context_id: Mapped[str] = mapped_column(ForeignKey("context.id"), unique=True)
    state: Mapped[TrainingState]
    stage: Mapped[str] = mapped_column(String(24), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    detail: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[str] = mapped_column(String(64), default="")
    trained_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.states import state_column
from lti_tool.models.training import TrainedModel, TrainingState


class BankModel(TrainedModel):
    """What is known of the exercises of one course as a whole. `services.bank_models` is the only
    writer.

    `places` are points of the plane by exercise id, `[x, y]` from 0 to 1, near each other where
    exercises say alike; `pairs` are exercises that ask nearly the same, `[id, id, likeness]`;
    `forms` are other forms in which the course would ask for an exercise's skill, by exercise id,
    fields of `generators.bank.forms.Form`.
    """

    __tablename__ = "bank_model"

    state: Mapped[TrainingState] = state_column(TrainingState, TrainingState.NONE, "bankstate")
    places: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pairs: Mapped[list[Any]] = mapped_column(default=list)
    forms: Mapped[dict[str, Any]] = mapped_column(default=dict)

"""What the pages of the models of a course share: a training asked for, stopped, and told of."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.models import TrainedModel, TrainingState
from lti_tool.queue import JobName, QueueName
from lti_tool.services import trainings
from lti_tool.services.request_options import has_worker
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only
from lti_tool.views.wiring import wiring


def add_training(blueprint: Blueprint, path: str, kind: type[TrainedModel], job: JobName) -> None:
    """The blueprint's `train` and `cancel`, which lead back to its `index`."""

    @blueprint.post(f"{path}/train")
    @instructors_only
    def train() -> ResponseReturnValue:
        """Pressed twice it trains once."""
        with wiring().database.write() as session:
            trainings.ask_for_training(session, kind, g.visit.context.id)
        wiring().queue.ring(job, g.visit.context.id)
        return redirect(url_for(".index"), 303)

    @blueprint.post(f"{path}/cancel")
    @instructors_only
    def cancel() -> ResponseReturnValue:
        with wiring().database.write() as session:
            trainings.cancel_training(session, kind, g.visit.context.id, utcnow())
            add_notice(
                session, gettext("The training was stopped. What was there before stays in use.")
            )
        return redirect(url_for(".index"), 303)


def tell_training(session: Session) -> dict[str, Any]:
    """What `components/training.html` needs beside the model."""
    return {
        "states": TrainingState,
        "working": has_worker(session, utcnow(), QueueName.TRAIN),
        "queue_away": wiring().queue.depth(QueueName.TRAIN) is None,
    }

"""One turn at a training, from the row that waits to what came of it: the same for every model that
a course trains.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog

from jobs.parts import Parts
from jobs.training_progress import CancelledError, StoppedError
from lti_tool.db import utcnow
from lti_tool.models import TrainedModel
from lti_tool.services import trainings
from lti_tool.services.trainings import Turn

log = structlog.get_logger(__name__)

TOO_LITTLE, DIVERGED = "too_little", "diverged"
Result = TypeVar("Result")


class NotTrainedError(Exception):
    """There is no new model; `reason` is a code, `detail` what the training said."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


def take_turn(
    parts: Parts, model: type[TrainedModel], context_id: str, train: Callable[[Turn], Result]
) -> tuple[Turn, Result] | None:
    """None where nothing waits, or where `train` raised `StoppedError` (another worker goes on),
    `CancelledError` or `NotTrainedError` (the row says why).
    """
    with parts.database.write() as session:
        turn = trainings.begin_training(session, model, context_id, utcnow())
    if turn is None:
        return None
    name = model.__tablename__
    try:
        return turn, train(turn)
    except StoppedError:
        with parts.database.write() as session:
            trainings.give_back_training(session, turn)
    except CancelledError:
        log.info("training_cancelled", model=name, context=context_id)
    except NotTrainedError as error:
        log.info("not_trained", model=name, context=context_id, reason=error.reason,
                 detail=error.detail)  # fmt: skip
        with parts.database.write() as session:
            trainings.fail_training(session, turn, error.reason, error.detail, utcnow())
    return None

"""What a training tells of itself while it runs, and how it learns that it is to end."""

from __future__ import annotations

from datetime import timedelta

from jobs.parts import Parts
from jobs.stopping import STOP, WATCHDOG
from lti_tool.db import utcnow
from lti_tool.models import TrainedModel
from lti_tool.services.trainings import tell_progress

TELL_EVERY = timedelta(seconds=1)


class StoppedError(Exception):
    """The process is to end; another one goes on."""


class CancelledError(Exception):
    """Somebody wants no training any more."""


class Teller:
    """Writes progress down, not oftener than once a second, and learns whether to go on."""

    def __init__(self, parts: Parts, kind: type[TrainedModel], context_id: str) -> None:
        self._parts, self._kind, self._context_id = parts, kind, context_id
        self._told = utcnow() - TELL_EVERY
        self._stage = ""

    def say(self, stage: str, done: int, total: int) -> None:
        """Raises `StoppedError` or `CancelledError`."""
        WATCHDOG.pet()
        if STOP.is_set():
            raise StoppedError
        now = utcnow()
        if stage == self._stage and now - self._told < TELL_EVERY:
            return
        self._told, self._stage = now, stage
        with self._parts.database.write() as session:
            if not tell_progress(session, self._kind, self._context_id, stage, done, total, now):
                raise CancelledError

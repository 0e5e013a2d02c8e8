"""What a training tells of itself while it runs, and how it learns that it is to end."""

from __future__ import annotations

from datetime import timedelta

from jobs.keeping import Keeping
from jobs.parts import Parts
from jobs.stopping import STOP, WATCHDOG
from lti_tool.db import utcnow
from lti_tool.services.trainings import Turn, renew_training, tell_progress

RENEW_SECONDS = 15.0
TELL_EVERY = timedelta(seconds=1)


class StoppedError(Exception):
    """The process is to end; another one goes on."""


class CancelledError(Exception):
    """Somebody wants no training any more, or another worker is at it."""


class Teller:
    """Writes progress down, not oftener than once a second, and learns whether to go on."""

    def __init__(self, parts: Parts, turn: Turn) -> None:
        self._parts, self._turn = parts, turn
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
            if not tell_progress(session, self._turn, stage, done, total, now):
                raise CancelledError


class TrainingLease(Keeping):
    """Holds a training through one long call that cannot tell how far it is; the watchdog ends one
    that hangs."""

    failure = "training_lease_not_renewed"

    def __init__(self, parts: Parts, turn: Turn) -> None:
        super().__init__(RENEW_SECONDS, context=turn.context_id)
        self._parts, self._turn = parts, turn

    def keep(self) -> None:
        with self._parts.database.write() as session:
            renew_training(session, self._turn, utcnow())

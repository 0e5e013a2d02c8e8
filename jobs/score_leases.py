"""The holds of one job on the scores that it is sending, renewed together by a thread.

A killed job's scores are free again within seconds. One that hangs is not held for ever: after
`LONGEST_SECONDS`, more than all requests of one score may take together, its lease runs out.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from jobs.parts import Parts
from lti_tool.services.score_outbox import renew_leases

log = structlog.get_logger(__name__)

RENEW_SECONDS = 5.0
LONGEST_SECONDS = 180.0


class ScoreLeases:
    """A context manager; `begin(owner)` before each claim, `end(owner)` once nothing is held."""

    def __init__(self, parts: Parts, clock: Callable[[], datetime]) -> None:
        self._parts, self._clock = parts, clock
        self._begun: dict[str, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> ScoreLeases:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def begin(self, owner: str) -> None:
        self._begun[owner] = time.monotonic()

    def end(self, owner: str) -> None:
        self._begun.pop(owner, None)

    def renew(self) -> None:
        """Raises `SQLAlchemyError`."""
        since = time.monotonic() - LONGEST_SECONDS
        owners = [owner for owner, begun in list(self._begun.items()) if begun > since]
        if owners:
            with self._parts.database.write() as session:
                renew_leases(session, owners, self._clock())

    def _keep(self) -> None:
        while not self._stop.wait(RENEW_SECONDS):
            try:
                self.renew()
            except SQLAlchemyError as error:
                log.warning("score_leases_not_renewed", error=type(error).__name__)

"""What a job keeps fresh while it works: a lease, a sign of life."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)


class Keeping:
    """A context manager whose thread calls `keep` every so many seconds. A database that is away
    for a moment costs that round only. `failure` is the event that is logged then; `at_once`: the
    first round comes before the first wait."""

    failure: str
    at_once = False

    def __init__(self, seconds: float, **named: str) -> None:
        self._seconds, self._named = seconds, named
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def keep(self) -> None:
        """May raise `SQLAlchemyError`."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """May be called twice."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        wait = 0.0 if self.at_once else self._seconds
        while not self._stop.wait(wait):
            wait = self._seconds
            try:
                self.keep()
            except SQLAlchemyError as error:
                log.warning(self.failure, error=type(error).__name__, **self._named)

"""What the jobs of a worker process may ask of it: whether to stop, and not to end them yet."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

STOP = threading.Event()  # the process was asked to end: long jobs give back what they hold
EXIT_STATUS = 70  # EX_SOFTWARE: the supervisor starts the process anew


class Watchdog:
    """Ends the process when a job shows no progress for `seconds`.

    A signal cannot interrupt a call into a GPU or a hung library, and the lease would be renewed
    for ever by its thread; an end of the process lets the lease run out.
    """

    def __init__(self, seconds: float, end: Callable[[int], None] = os._exit) -> None:
        self._seconds, self._end = seconds, end
        self._until: float | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closed.set()

    def pet(self, seconds: float | None = None) -> None:
        """There is progress: the time begins anew, `seconds` of it where the next step says so."""
        self._until = time.monotonic() + (self._seconds if seconds is None else seconds)

    def rest(self) -> None:
        """No job runs."""
        self._until = None

    def _watch(self) -> None:
        while not self._closed.wait(min(1.0, self._seconds / 4)):
            until = self._until
            if until is not None and time.monotonic() > until:
                log.error("job_hangs", seconds=self._seconds)
                self._end(EXIT_STATUS)
                return


WATCHDOG = Watchdog(seconds=900)

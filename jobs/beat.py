"""The worker's sign of life: a row that a thread keeps fresh."""

from __future__ import annotations

import threading
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from jobs.model_engine import SHELF
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.services.worker_beats import record_beat, remove_beat

log = structlog.get_logger(__name__)

EVERY_SECONDS = 10.0


class Beat:
    """A context manager; its row is gone at a clean end, and grows old after any other."""

    def __init__(self, parts: Parts, name: str, queue: str) -> None:
        self._parts, self._name, self._queue = parts, name, queue
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Beat:
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
        try:
            with self._parts.database.write() as session:
                remove_beat(session, self._name)
        except SQLAlchemyError as problem:
            log.warning("beat_not_removed", error=type(problem).__name__)

    def _keep(self) -> None:
        while True:
            try:
                self._write()
            except SQLAlchemyError as error:
                log.warning("beat_not_written", error=type(error).__name__)
            if self._stop.wait(EVERY_SECONDS):
                return

    def _write(self) -> None:
        with self._parts.database.write() as session:
            record_beat(session, self._name, self._queue, SHELF.loaded, utcnow())

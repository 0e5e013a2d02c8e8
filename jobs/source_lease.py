"""A reader's hold on its source: renewed and its progress written by a thread, once a second."""

from __future__ import annotations

import threading
import time
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.services import sources

log = structlog.get_logger(__name__)

WRITE_SECONDS = 1.0
RENEW_SECONDS = 15.0


class LeaseLostError(Exception):
    """The source was deleted meanwhile, or another reader took it over."""


class SourceLease:
    """`tell(done, total)` is for the reader; it raises `LeaseLostError` once the hold is lost."""

    def __init__(self, parts: Parts, source_id: str, owner: str) -> None:
        self._parts, self._source_id, self._owner = parts, source_id, owner
        self._pages = self._written = (0, 0)
        self._renewed = time.monotonic()
        self._lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> SourceLease:
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

    def tell(self, done: int, total: int) -> None:
        if self._lost:
            raise LeaseLostError
        self._pages = (done, total)

    def _keep(self) -> None:
        while not self._lost and not self._stop.wait(WRITE_SECONDS):
            old = time.monotonic() - self._renewed > RENEW_SECONDS
            if old or self._pages != self._written:
                self._write(self._pages)

    def _write(self, pages: tuple[int, int]) -> None:
        """A database that is away for a moment costs no reading: the next second tries again."""
        try:
            with self._parts.database.write() as session:
                held = sources.report_progress(
                    session, self._source_id, self._owner, utcnow(), *pages
                )
        except SQLAlchemyError as error:
            log.warning("progress_not_written", source=self._source_id, error=type(error).__name__)
            return
        self._lost, self._written, self._renewed = not held, pages, time.monotonic()

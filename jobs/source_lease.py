"""A reader's hold on its source: renewed and its progress written by a thread, once a second."""

from __future__ import annotations

import time

from jobs.keeping import Keeping
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.services import sources

WRITE_SECONDS = 1.0
RENEW_SECONDS = 15.0


class LeaseLostError(Exception):
    """The source was deleted meanwhile, or another reader took it over."""


class SourceLease(Keeping):
    """`tell(done, total)` is for the reader; it raises `LeaseLostError` once the hold is lost."""

    failure = "progress_not_written"

    def __init__(self, parts: Parts, source_id: str, owner: str) -> None:
        super().__init__(WRITE_SECONDS, source=source_id)
        self._parts, self._source_id, self._owner = parts, source_id, owner
        self._pages = self._written = (0, 0)
        self._renewed = time.monotonic()
        self._lost = False

    def tell(self, done: int, total: int) -> None:
        if self._lost:
            raise LeaseLostError
        self._pages = (done, total)

    def keep(self) -> None:
        old = time.monotonic() - self._renewed > RENEW_SECONDS
        if not self._lost and (old or self._pages != self._written):
            self._write(self._pages)

    def _write(self, pages: tuple[int, int]) -> None:
        with self._parts.database.write() as session:
            held = sources.report_progress(session, self._source_id, self._owner, utcnow(), *pages)
        self._lost, self._written, self._renewed = not held, pages, time.monotonic()

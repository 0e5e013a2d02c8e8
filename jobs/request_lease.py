"""A worker's hold on its generation request, renewed by a thread; it learns of a cancel there."""

from __future__ import annotations

import threading
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.services import requests

log = structlog.get_logger(__name__)

RENEW_SECONDS = 2.0  # also how long a cancel goes unnoticed


class RequestLease:
    """`lost()` turns true once the request was cancelled, or another worker took it over."""

    def __init__(self, parts: Parts, request_id: str, owner: str) -> None:
        self._parts, self._request_id, self.owner = parts, request_id, owner
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> RequestLease:
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

    def lost(self) -> bool:
        return self._lost.is_set()

    def _keep(self) -> None:
        while not self.lost() and not self._stop.wait(RENEW_SECONDS):
            try:
                self._renew()
            except SQLAlchemyError as error:
                log.warning(
                    "lease_not_renewed", request=self._request_id, error=type(error).__name__
                )

    def _renew(self) -> None:
        with self._parts.database.write() as session:
            held = requests.renew_lease(session, self._request_id, self.owner, utcnow())
        if not held:
            self._lost.set()

"""A worker's hold on its generation request, renewed by a thread; it learns of a cancel there."""

from __future__ import annotations

import threading

from jobs.keeping import Keeping
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.services import requests

RENEW_SECONDS = 2.0  # also how long a cancel goes unnoticed


class RequestLease(Keeping):
    """`lost()` turns true once the request was cancelled, or another worker took it over."""

    failure = "lease_not_renewed"

    def __init__(self, parts: Parts, request_id: str, owner: str) -> None:
        super().__init__(RENEW_SECONDS, request=request_id)
        self._parts, self._request_id, self.owner = parts, request_id, owner
        self._lost = threading.Event()

    def lost(self) -> bool:
        return self._lost.is_set()

    def keep(self) -> None:
        if self.lost():
            return
        with self._parts.database.write() as session:
            held = requests.renew_lease(session, self._request_id, self.owner, utcnow())
        if not held:
            self._lost.set()

"""The holds of one job on the scores that it is sending, renewed together by a thread.

A killed job's scores are free again within seconds. One that hangs is not held for ever: after
`LONGEST_SECONDS`, more than all requests of one score may take together, its lease runs out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from jobs.keeping import Keeping
from jobs.parts import Parts
from lti_tool.services.score_outbox import renew_leases

RENEW_SECONDS = 5.0
LONGEST_SECONDS = 180.0


class ScoreLeases(Keeping):
    """A context manager; `begin(owner)` before each claim, `end(owner)` once nothing is held."""

    failure = "score_leases_not_renewed"

    def __init__(self, parts: Parts, clock: Callable[[], datetime]) -> None:
        super().__init__(RENEW_SECONDS)
        self._parts, self._clock = parts, clock
        self._begun: dict[str, float] = {}

    def begin(self, owner: str) -> None:
        self._begun[owner] = time.monotonic()

    def end(self, owner: str) -> None:
        self._begun.pop(owner, None)

    def keep(self) -> None:
        since = time.monotonic() - LONGEST_SECONDS
        owners = [owner for owner, begun in list(self._begun.items()) if begun > since]
        if owners:
            with self._parts.database.write() as session:
                renew_leases(session, owners, self._clock())

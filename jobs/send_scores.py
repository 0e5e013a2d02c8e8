"""Send what is due of one registration's scores, until nothing is due.

May run twice at once and be killed at any point: each score is leased to one sender, and what
was posted without being settled is posted again and then found to be there.

The first score goes alone: after an outage it is the probe. Once the platform has answered, a few
lanes share the rest, so that what an outage piled up is gone within a minute or two.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import structlog

from jobs.parts import Parts, current_parts
from jobs.score_leases import ScoreLeases
from jobs.stopping import STOP, WATCHDOG
from lti_tool.db import new_id, utcnow
from lti_tool.lti.connector import Connector
from lti_tool.services.connections import connect_platform
from lti_tool.services.private_hosts import open_http
from lti_tool.services.score_decisions import ScorePost
from lti_tool.services.score_outbox import claim_due_score, count_due_scores, settle_score
from lti_tool.services.score_sending import send_score

log = structlog.get_logger(__name__)

LANES = 4  # requests at once to one platform


def run(registration_id: str) -> None:
    send_due_scores(current_parts(), registration_id)


def send_due_scores(
    parts: Parts, registration_id: str, clock: Callable[[], datetime] = utcnow
) -> int:
    """The number of scores that were posted and settled."""
    with ScoreLeases(parts, clock) as leases:
        first = _Lane(parts, registration_id, leases, clock)
        if not first.send_next():
            return first.settled
        with parts.database.read() as session:
            due = count_due_scores(session, registration_id, clock())
        others = [_Lane(parts, registration_id, leases, clock) for _ in range(min(LANES, due) - 1)]
        lanes = [first, *others]
        with ThreadPoolExecutor(len(lanes)) as pool:
            for drained in [pool.submit(lane.drain) for lane in lanes]:
                drained.result()
    return sum(lane.settled for lane in lanes)


@dataclass
class _Lane:
    """Sends one score after another, on a connection and under a lease of its own."""

    parts: Parts
    registration_id: str
    leases: ScoreLeases
    clock: Callable[[], datetime]
    owner: str = field(default_factory=new_id)
    settled: int = 0

    def drain(self) -> None:
        """Until nothing is due, or the process is to end: the sweeper rings for the rest."""
        while not STOP.is_set() and self.send_next():
            pass

    def send_next(self) -> bool:
        """False where nothing may be sent now."""
        self.leases.begin(self.owner)
        try:
            post = self._claim()
            if post is not None:
                self._send(post)
                WATCHDOG.pet()
        finally:
            self.leases.end(self.owner)
        return post is not None

    @cached_property
    def _connector(self) -> Connector:
        database, vault = self.parts.database, self.parts.vault
        http = open_http(database, self.parts.settings.permitted, self.registration_id)
        return connect_platform(database, vault, http, self.registration_id)

    def _claim(self) -> ScorePost | None:
        with self.parts.database.write() as session:
            return claim_due_score(session, self.registration_id, self.owner, self.clock())

    def _send(self, post: ScorePost) -> None:
        reply, decision = send_score(lambda: self._connector, post, self.clock)
        with self.parts.database.write() as session:
            held = settle_score(session, post, self.owner, reply, decision, self.clock())
        log.info(
            "score_sent" if held else "score_lease_lost",
            score=post.score_id,
            version=post.version,
            status=reply.status,
            state=decision.state.value,
            error=decision.error,
        )
        self.settled += held

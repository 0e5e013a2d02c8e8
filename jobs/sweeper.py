"""The sweeper: rings again for rows that wait and whose job was lost. SQL is the truth.

It never floods: it rings for a row only when the row still waits at the next sweep, again only
after a while, and only as long as the queue holds fewer jobs than rows wait for it.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from jobs.logs import set_up_logs
from jobs.parts import Parts, open_parts
from jobs.stopping import STOP
from lti_tool.db import utcnow
from lti_tool.models import BankModel, PlannerModel
from lti_tool.queue import QUEUE_OF, JobName, QueueName
from lti_tool.services import completion_rounds
from lti_tool.services.attempt_rounds import contexts_with_attempts
from lti_tool.services.course_sync import contexts_to_sync
from lti_tool.services.drafts import drafts_to_ring
from lti_tool.services.giving import givings_to_ring
from lti_tool.services.housekeeping import keep_house
from lti_tool.services.key_rotation import prepare_next, without_next
from lti_tool.services.lessons import lessons_to_ring
from lti_tool.services.offered_files import contexts_with_wanted
from lti_tool.services.refits import registrations_to_refit
from lti_tool.services.requests import requests_to_ring
from lti_tool.services.score_outbox import registrations_with_due_scores
from lti_tool.services.skill_proposals import contexts_to_ring
from lti_tool.services.sources import sources_to_ring
from lti_tool.services.trainings import contexts_to_train
from lti_tool.services.worksheets import worksheets_to_ring
from lti_tool.settings import Settings

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3.0
RING_AGAIN_SECONDS = 60.0
LEASED_AGAIN_SECONDS = 5.0
# While somebody works on one of these it holds a lease, and so does not wait.
LEASED = frozenset(
    {JobName.SEND_SCORES, JobName.READ_SOURCE, JobName.GENERATE, JobName.GIVE_WORKSHEET}
)
HOUSE_SECONDS = 300.0

Waiting = Callable[[Session, datetime], Iterable[str]]
WAITING: dict[JobName, Waiting] = {
    JobName.SEND_SCORES: registrations_with_due_scores,
    JobName.CHECK_DRAFT: lambda session, _now: drafts_to_ring(session),
    JobName.READ_SOURCE: sources_to_ring,
    JobName.PROPOSE_SKILLS: lambda session, _now: contexts_to_ring(session),
    JobName.SYNC_COURSE: lambda session, _now: contexts_to_sync(session),
    JobName.READ_COMPLETION: lambda session, _now: completion_rounds.contexts_with_wanted(session),
    JobName.READ_ATTEMPTS: lambda session, _now: contexts_with_attempts(session),
    JobName.FETCH_FILES: lambda session, _now: contexts_with_wanted(session),
    JobName.REFIT_MODEL: registrations_to_refit,
    JobName.DRAFT_LESSON: lambda session, _now: lessons_to_ring(session),
    JobName.GENERATE: requests_to_ring,
    JobName.PLAN_WORKSHEET: lambda session, now: worksheets_to_ring(session, now, for_model=False),
    JobName.GIVE_WORKSHEET: givings_to_ring,
    JobName.PLAN_BY_MODEL: lambda session, now: worksheets_to_ring(session, now, for_model=True),
    JobName.TRAIN_BANK: lambda session, now: contexts_to_train(session, BankModel, now),
    JobName.TRAIN_PLANNER: lambda session, now: contexts_to_train(session, PlannerModel, now),
}
Ring = tuple[JobName, str]


@dataclass
class Sweeper:
    """Remembers when it rang for which row; a new one knows nothing, and is merely patient."""

    parts: Parts
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utcnow
    seen: set[Ring] = field(default_factory=set)
    rung: dict[Ring, float] = field(default_factory=dict)

    def sweep(self) -> int:
        """The number of rings."""
        with self.parts.database.read() as session:
            now = self.now()
            waiting = [(job, row) for job, find in WAITING.items() for row in find(session, now)]
        due = [ring for ring in waiting if ring in self.seen and self._is_due(ring)]
        self.seen = set(waiting)
        self.rung = {ring: at for ring, at in self.rung.items() if ring in self.seen}
        return sum(self._ring(queue, due, waiting) for queue in QueueName)

    def _is_due(self, ring: Ring) -> bool:
        patience = LEASED_AGAIN_SECONDS if ring[0] in LEASED else RING_AGAIN_SECONDS
        return ring not in self.rung or self.clock() - self.rung[ring] >= patience

    def _ring(self, queue: QueueName, due: list[Ring], waiting: list[Ring]) -> int:
        depth = self.parts.queue.depth(queue)
        if depth is None:
            return 0
        own = [ring for ring in due if QUEUE_OF[ring[0]] is queue]
        missing = sum(QUEUE_OF[job] is queue for job, _ in waiting) - depth
        return sum(self._ring_once(ring) for ring in own[: max(0, missing)])

    def _ring_once(self, ring: Ring) -> bool:
        job, row = ring
        reached = self.parts.queue.ring(job, row)
        if reached:
            self.rung[ring] = self.clock()
            log.info("rung_again", job=job.value, row=row)
        return reached


def run_sweeper() -> None:
    """Sweeps until SIGTERM or SIGINT. Settings come from the environment."""
    settings = Settings.from_env()
    set_up_logs(settings.log_level)
    for own in (signal.SIGINT, signal.SIGTERM):
        signal.signal(own, lambda *_: STOP.set())
    parts = open_parts(settings)
    sweeper, kept = Sweeper(parts), -HOUSE_SECONDS
    while not STOP.wait(EVERY_SECONDS):
        try:
            sweeper.sweep()
            if time.monotonic() - kept > HOUSE_SECONDS:
                _keep_house(parts)
                kept = time.monotonic()
        except SQLAlchemyError as error:
            log.warning("sweep_failed", error=type(error).__name__)
    parts.database.close()


def _keep_house(parts: Parts) -> None:
    now = utcnow()
    with parts.database.write() as session:
        keep_house(session, now)
        unprepared = without_next(session)
    for registration_id in unprepared:
        with parts.database.write() as session:
            prepare_next(session, parts.vault, registration_id, now)

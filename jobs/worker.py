"""The worker process: one queue, no fork, the model loaded once, and patience with Redis.

RQ's SimpleWorker runs the jobs; what is left behind in Redis when a process dies is harmless,
since rows are the truth and the sweeper rings again.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from types import FrameType
from typing import Any

import structlog
from redis import Redis, RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.worker.base import WorkerStatus
from sqlalchemy.exc import SQLAlchemyError

from jobs.beat import Beat
from jobs.logs import set_up_logs
from jobs.parts import Parts, current_parts, install_parts, open_parts
from jobs.stopping import STOP, WATCHDOG
from lti_tool.queue import QueueName
from lti_tool.services.job_tally import note_job
from lti_tool.settings import Settings

log = structlog.get_logger(__name__)

_GIVES_WAY = 10  # what is added to the niceness of a process that trains
_TTL_SECONDS = 75  # RQ then waits for a job for 60 s at a time
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0


class JobWorker(SimpleWorker):
    """Listens to no commands: stopping comes by signal, cancelling by row."""

    def subscribe(self) -> None:
        return

    def unsubscribe(self) -> None:
        return

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """A job that runs gives back what it holds; a second signal ends the process at once.

        Unlike RQ's own it speaks to nobody: Redis may be what is away.
        """
        del frame
        STOP.set()
        for own in (signal.SIGINT, signal.SIGTERM):
            signal.signal(own, signal.SIG_DFL)
        log.info("worker_stops", signal=signum, busy=self.get_state() == WorkerStatus.BUSY)
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested
        self._stop_requested = True

    def execute_job(self, job: Any, queue: Any) -> None:
        structlog.contextvars.bind_contextvars(job=job.func_name, row=job.args[0])
        WATCHDOG.pet()
        try:
            super().execute_job(job, queue)
        finally:
            WATCHDOG.rest()
            structlog.contextvars.clear_contextvars()

    def perform_job(self, job: Any, queue: Any, execution: Any) -> bool:
        begun = time.monotonic()
        done = bool(super().perform_job(job, queue, execution))
        _note_job(job.func_name, done, time.monotonic() - begun)
        return done

    def handle_exception(self, job: Any, *exc_info: Any) -> None:
        """The row stays as it is, and the sweeper rings for it again."""
        log.error("job_failed", exc_info=exc_info)
        super().handle_exception(job, *exc_info)


def _note_job(job: str, done: bool, seconds: float) -> None:
    """For /metrics; a figure that cannot be written costs no job."""
    try:
        with current_parts().database.write() as session:
            note_job(session, job, "done" if done else "failed", seconds)
    except SQLAlchemyError as error:
        log.warning("job_not_counted", error=type(error).__name__)


def run_worker(queue_name: str) -> None:
    """Runs the jobs of one queue until SIGTERM or SIGINT. Settings come from the environment."""
    settings = Settings.from_env()
    set_up_logs(settings.log_level)
    parts = open_parts(settings)
    install_parts(parts)
    queue, name = QueueName(queue_name), f"{queue_name}-{socket.gethostname()}-{os.getpid()}"
    if queue is QueueName.TRAIN:
        os.nice(_GIVES_WAY)
    WATCHDOG.start()
    try:
        with Beat(parts, name, queue):
            log.info("worker_started", worker=name)
            _work_until_stopped(parts, queue, name)
    finally:
        WATCHDOG.close()
        parts.database.close()
    log.info("worker_stopped", worker=name)


def _work_until_stopped(parts: Parts, queue: QueueName, name: str) -> None:
    """RQ's loop ends when Redis is away for long; it is begun anew, after growing pauses."""
    pause, number = _FIRST_PAUSE, 0
    for own in (signal.SIGINT, signal.SIGTERM):
        signal.signal(own, lambda *_: STOP.set())
    while not STOP.is_set():
        number += 1
        try:
            redis = Redis.from_url(parts.settings.redis_url, socket_connect_timeout=2)
            worked = _make_worker(redis, queue, f"{name}-{number}").work(logging_level="WARNING")
            pause = _FIRST_PAUSE if worked else pause
        except RedisError as error:
            log.warning("queue_unreachable", error=type(error).__name__, pause=pause)
        if not STOP.wait(pause):
            pause = min(pause * 2, _LONGEST_PAUSE)


def _make_worker(redis: Redis, queue: QueueName, name: str) -> JobWorker:
    queues = [Queue(queue.value, connection=redis)]
    return JobWorker(queues, name=name, connection=redis, worker_ttl=_TTL_SECONDS)

"""The doorbell: rows are committed first, then a job is rung by dotted name and row id.

This is the only file of the web application that names jobs; a test resolves every name.
A ring that gets lost (Redis away, flushed) costs time, never work: the sweeper rings again for
rows that still wait.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import structlog
from redis import Redis, RedisError
from rq import Queue as RqQueue

log = structlog.get_logger(__name__)


class QueueName(StrEnum):
    """One queue per worker process: a worker that pops from two can lose a job for good."""

    WORK = "work"  # CPU: parsing, checks after an edit, sync, scores
    MODEL = "model"  # whatever needs the language model
    TRAIN = "train"  # minutes of learning for which no instructor's drafts should wait


class JobName(StrEnum):
    READ_SOURCE = "jobs.read_source.run"  # source id
    PROPOSE_SKILLS = "jobs.propose_skills.run"  # context id
    CHECK_DRAFT = "jobs.check_draft.run"  # draft id
    SEND_SCORES = "jobs.send_scores.run"  # registration id
    SYNC_COURSE = "jobs.sync_course.run"  # context id
    READ_COMPLETION = "jobs.read_completion.run"  # context id
    READ_ATTEMPTS = "jobs.read_attempts.run"  # context id
    FETCH_FILES = "jobs.fetch_files.run"  # context id
    REFIT_MODEL = "jobs.refit_model.run"  # registration id
    DRAFT_LESSON = "jobs.draft_lesson.run"  # lesson id
    GENERATE = "jobs.generate.run"  # generation request id
    PLAN_WORKSHEET = "jobs.plan_worksheet.run"  # worksheet id
    GIVE_WORKSHEET = "jobs.give_worksheet.run"  # giving id
    PLAN_BY_MODEL = "jobs.plan_worksheet.run_with_model"  # worksheet id
    TRAIN_PLANNER = "jobs.train_planner.run"  # context id
    TRAIN_BANK = "jobs.train_bank.run"  # context id


QUEUE_OF = {
    JobName.READ_SOURCE: QueueName.WORK,
    JobName.PROPOSE_SKILLS: QueueName.WORK,
    JobName.CHECK_DRAFT: QueueName.WORK,
    JobName.SEND_SCORES: QueueName.WORK,
    JobName.SYNC_COURSE: QueueName.WORK,
    JobName.READ_COMPLETION: QueueName.WORK,
    JobName.READ_ATTEMPTS: QueueName.WORK,
    JobName.FETCH_FILES: QueueName.WORK,
    JobName.REFIT_MODEL: QueueName.WORK,
    JobName.DRAFT_LESSON: QueueName.WORK,
    JobName.GENERATE: QueueName.MODEL,
    JobName.PLAN_WORKSHEET: QueueName.WORK,
    JobName.GIVE_WORKSHEET: QueueName.WORK,
    JobName.PLAN_BY_MODEL: QueueName.MODEL,
    JobName.TRAIN_PLANNER: QueueName.TRAIN,
    JobName.TRAIN_BANK: QueueName.TRAIN,
}


class JobQueue(Protocol):
    def ring(self, job: JobName, row_id: str) -> bool:
        """Ask for a run of `job` on the committed row; False if the queue is out of reach."""

    def depth(self, queue: QueueName) -> int | None:
        """Jobs waiting, None if the queue is out of reach."""


class RedisQueue:
    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self._queues = {name: RqQueue(name.value, connection=redis) for name in QueueName}

    def ring(self, job: JobName, row_id: str) -> bool:
        try:
            self._queues[QUEUE_OF[job]].enqueue(
                job.value, row_id, job_timeout=-1, result_ttl=0, failure_ttl=3600
            )
        except RedisError as error:
            log.warning("queue_unreachable", job=job.value, row=row_id, error=type(error).__name__)
            return False
        return True

    def depth(self, queue: QueueName) -> int | None:
        try:
            return int(self._queues[queue].count)
        except RedisError:
            return None


def connect_queue(url: str) -> RedisQueue:
    """A queue on the Redis-compatible server at `url`; the connection is made at first use.

    A person waits behind a ring, and the sweeper makes up for one that gets lost.
    """
    return RedisQueue(Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2))

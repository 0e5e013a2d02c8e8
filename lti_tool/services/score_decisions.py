"""What to do after a score was posted: pure, so that each platform behaviour is one test.

Moodle (4.5, measured): 409 when its stored time is not earlier than ours; 200 to a score that an
instructor's own grade silently beats; 500 with body `[]` for a locked grade; a result of 0 may
have no `resultScore`; values are rounded to five decimals, times to seconds.

The codes that a decision may give as `error` (views put them into words): conflict, gave_up,
locked, not_read_back, overridden, result_unread, busy_<status>, refused_<status>, and those of
`HttpError`s.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lti_tool.lti.ags import Result
from lti_tool.models import ScoreState

GIVE_UP_AFTER = timedelta(days=7)
LONGEST_WAIT = timedelta(hours=1)
SAME_VALUE = 0.01  # of 100: far above the platform's rounding, far below one exercise


class Answer(StrEnum):
    """How the platform answered a post."""

    ACCEPTED = "accepted"
    CONFLICT = "conflict"
    LOCKED = "locked"
    REFUSED = "refused"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Reply:
    """`detail` is the code of what went wrong before or instead of an answer, never its text."""

    answer: Answer
    status: int | None = None
    detail: str = ""
    retry_after: float | None = None  # seconds


@dataclass(frozen=True, slots=True)
class ScorePost:
    """One claimed version of a score; `given` is of 100."""

    score_id: str
    line_item_url: str
    subject: str
    given: float
    activity_progress: str
    ts: datetime
    version: int
    failures: int
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """`wait` until the next try (None: no further try); `raise_ts_to` where ours was too old."""

    state: ScoreState
    error: str = ""
    wait: timedelta | None = None
    raise_ts_to: datetime | None = None
    result: float | None = None
    outage: bool = False  # counts against the platform's circuit breaker


def classify_status(status: int, body: str) -> Answer:
    if 200 <= status < 300:
        return Answer.ACCEPTED
    if status == 409:
        return Answer.CONFLICT
    if status == 500 and body.strip() == "[]":
        return Answer.LOCKED
    if status in {401, 408, 425, 429} or status >= 500:
        return Answer.BUSY
    return Answer.REFUSED


def needs_result(reply: Reply) -> bool:
    return reply.answer in {Answer.ACCEPTED, Answer.CONFLICT, Answer.LOCKED}


def decide(
    post: ScorePost, reply: Reply, result: Result | None, now: datetime, *, readable: bool = True
) -> Decision:
    """`result` is None where it could not be read (or was not needed).

    `readable` is False where the platform does not let us read results at all.
    """
    if reply.answer is Answer.REFUSED:
        return Decision(ScoreState.PARKED, reply.detail or f"refused_{reply.status}")
    if not readable and reply.answer is Answer.ACCEPTED:
        return Decision(ScoreState.CONFIRMED, "not_read_back")
    result = result if readable else Result(post.subject, None, None)
    if reply.answer is Answer.BUSY or result is None:
        return _try_again(post, reply, now)
    if _is_same(post, reply, result):
        return Decision(ScoreState.CONFIRMED, result=post.given)
    if reply.answer is Answer.LOCKED:
        return Decision(ScoreState.LOCKED, "locked", result=result.percent)
    if reply.answer is Answer.ACCEPTED or result.timestamp == _seconds(post.ts):
        return Decision(ScoreState.OVERRIDDEN, "overridden", result=result.percent)
    return _raise_timestamp(post, result, now)


def _is_same(post: ScorePost, reply: Reply, result: Result) -> bool:
    """A missing value stands for 0 only after a 200: after a 409 or a lock nothing was stored."""
    held = result.percent
    if held is None and post.given == 0 and reply.answer is Answer.ACCEPTED:
        held = 0.0
    return held is not None and abs(held - post.given) < SAME_VALUE


def _raise_timestamp(post: ScorePost, result: Result, now: datetime) -> Decision:
    """The platform holds another value with a time that is not earlier than ours."""
    if now - post.waiting_since > GIVE_UP_AFTER:
        return Decision(ScoreState.PARKED, "gave_up", result=result.percent)
    return Decision(
        ScoreState.WAITING,
        "conflict",
        wait=timedelta(seconds=min(post.failures, 30)),
        raise_ts_to=_seconds(max(now, result.timestamp or now)) + timedelta(seconds=1),
        result=result.percent,
    )


def _seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _try_again(post: ScorePost, reply: Reply, now: datetime) -> Decision:
    if now - post.waiting_since > GIVE_UP_AFTER:
        return Decision(ScoreState.PARKED, "gave_up", outage=True)
    busy = reply.detail or f"busy_{reply.status}"
    error = busy if reply.answer is Answer.BUSY else "result_unread"
    ceiling = min(LONGEST_WAIT.total_seconds(), 2.0 ** min(post.failures + 1, 12))
    wait = max(random.uniform(0, ceiling), reply.retry_after or 0)
    return Decision(ScoreState.WAITING, error, wait=timedelta(seconds=wait), outage=True)

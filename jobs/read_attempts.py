"""Read the quiz attempts of a course that changed. May run twice: it makes rows agree."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from jobs.parts import Parts, current_parts
from lti_tool.db import utcnow
from lti_tool.lti.http import HttpError
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.quizzes import Quiz, list_changed_attempts, list_quizzes, read_attempt
from lti_tool.queue import JobName
from lti_tool.services import attempt_rounds
from lti_tool.services.course_reading import Plan, open_web_service
from lti_tool.services.course_sync import plan_sync
from lti_tool.services.private_hosts import open_http
from lti_tool.services.quiz_evidence import keep_attempts, propose_anew
from lti_tool.services.sync_stages import is_stopped

log = structlog.get_logger(__name__)

AT_ONCE = 20  # attempts a transaction
A_RUN = 400  # attempts a job: others wait for the worker too


def run(context_id: str) -> None:
    read_attempts(current_parts(), context_id)


def read_attempts(parts: Parts, context_id: str) -> None:
    """Nothing where there is no token, or somebody stopped the reading."""
    with parts.database.read() as session:
        plan = plan_sync(session, parts.vault, context_id)
        stopped = is_stopped(session, context_id)
    if stopped or not plan.web_service_url:
        return
    try:
        left = _go_on(parts, context_id, plan)
    except (MoodleError, HttpError) as error:
        with parts.database.write() as session:
            attempt_rounds.break_off(session, context_id, error.code)
        log.info("attempts_unread", context=context_id, problem=error.code)
        return
    if left:
        parts.queue.ring(JobName.READ_ATTEMPTS, context_id)


def _go_on(parts: Parts, context_id: str, plan: Plan) -> int:
    """How many are left. Raises `MoodleError`, `HttpError`."""
    http = open_http(parts.database, parts.settings.permitted, plan.registration_id)
    client = open_web_service(http, plan)
    quizzes = list_quizzes(client, plan.course_id)
    waiting = _begin(parts, context_id, client, plan, quizzes)
    with parts.database.write() as session:
        propose_anew(session, context_id)
    now, left = waiting[:A_RUN], len(waiting)
    titles = {quiz.id: quiz.title for quiz in quizzes}
    for first in range(0, len(now), AT_ONCE):
        left = left and _read(parts, context_id, client, now[first : first + AT_ONCE], titles)
    log.info("attempts_read", context=context_id, left=left, of=len(waiting))
    return left


def _begin(
    parts: Parts, context_id: str, client: MoodleClient, plan: Plan, quizzes: Sequence[Quiz]
) -> Sequence[str]:
    with parts.database.read() as session:
        now = attempt_rounds.read_round(session, context_id)
    if now.waiting:
        return now.waiting
    begun = client.clock.now()  # an answer came already, so that the site's time is known
    changed = list_changed_attempts(client, plan.course_id, quizzes, now.since)
    if now.newcomers:
        all_there = list_changed_attempts(client, plan.course_id, quizzes, None)
        changed += [one for one in all_there if one not in {*now.known, *changed}]
    with parts.database.write() as session:
        attempt_rounds.begin_round(session, context_id, changed, begun)
    return changed


def _read(
    parts: Parts,
    context_id: str,
    client: MoodleClient,
    attempts: Sequence[str],
    titles: dict[str, str],
) -> int:
    found = [read_attempt(client, attempt) for attempt in attempts]
    with parts.database.write() as session:
        keep_attempts(session, context_id, [one for one in found if one], titles, utcnow())
        return attempt_rounds.go_on(session, context_id, attempts)

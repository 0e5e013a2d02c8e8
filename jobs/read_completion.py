"""Read what learners of a course completed, where it may have changed. May run twice: it makes
rows agree."""

from __future__ import annotations

import structlog

from jobs.parts import Parts, current_parts
from lti_tool.db import utcnow
from lti_tool.lti.http import HttpError
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.moodle.completion import read_completion
from lti_tool.queue import JobName
from lti_tool.services import completion_rounds
from lti_tool.services.completion_evidence import keep_completion
from lti_tool.services.course_reading import Plan, open_web_service
from lti_tool.services.course_sync import plan_sync
from lti_tool.services.private_hosts import open_http
from lti_tool.services.sync_stages import Part, note_problem, tell_round

log = structlog.get_logger(__name__)

AT_ONCE = 20  # learners a transaction
A_RUN = 400  # learners a job: others wait for the worker too


def run(context_id: str) -> None:
    read_round(current_parts(), context_id)


def read_round(parts: Parts, context_id: str) -> None:
    """Nothing where nobody's completion is wanted. Attempts at quizzes are read after it."""
    with parts.database.read() as session:
        plan = plan_sync(session, parts.vault, context_id)
        left = completion_rounds.count_wanted(session, context_id)
    problem = ""
    try:
        left = _go_on(parts, context_id, plan) if left else 0
    except (MoodleError, HttpError) as error:
        problem, left = error.code, 0
    _end(parts, context_id, left, problem)


def _go_on(parts: Parts, context_id: str, plan: Plan) -> int:
    """How many are left. Raises `MoodleError`, `HttpError`."""
    http = open_http(parts.database, parts.settings.permitted, plan.registration_id)
    client = open_web_service(http, plan)
    left = 1
    for _ in range(A_RUN // AT_ONCE):
        left = left and _read_some(parts, context_id, client, plan.course_id)
    return left


def _read_some(parts: Parts, context_id: str, client: MoodleClient, course_id: str) -> int:
    """How many are left; none either where somebody stopped the round.

    Raises `MoodleError`.
    """
    with parts.database.read() as session:
        wanted = completion_rounds.list_wanted(session, context_id, AT_ONCE)
    found = {one.subject: read_completion(client, course_id, one.subject) for one in wanted}
    told = {subject: many for subject, many in found.items() if many is not None}
    with parts.database.write() as session:
        keep_completion(session, context_id, told, utcnow())
        completion_rounds.go_on(session, wanted, client.clock.now())
        left = completion_rounds.count_wanted(session, context_id)
        tell_round(session, context_id, left)
    return left


def _end(parts: Parts, context_id: str, left: int, problem: str) -> None:
    """Of this run; a round that goes on rings for the rest of it."""
    with parts.database.write() as session:
        note_problem(session, context_id, Part.COMPLETION, problem)
        if problem:
            completion_rounds.break_off(session, context_id)
            tell_round(session, context_id, 0)
    log.info("completion_read", context=context_id, left=left, problem=problem)
    parts.queue.ring(JobName.READ_COMPLETION if left else JobName.READ_ATTEMPTS, context_id)

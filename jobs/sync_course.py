"""Read a course's roster and grades from its platform. May run twice: it makes rows agree."""

from __future__ import annotations

from functools import cache

import structlog

from jobs.parts import Parts, current_parts
from lti_tool.db import utcnow
from lti_tool.lti.connector import Connector
from lti_tool.queue import JobName
from lti_tool.services.connections import connect_platform
from lti_tool.services.course_reading import Reading, read_course
from lti_tool.services.course_sync import NOTHING_TO_READ, apply_reading, plan_sync
from lti_tool.services.private_hosts import open_http
from lti_tool.services.sync_stages import Part, StoppedError, tell_stage

log = structlog.get_logger(__name__)


def run(context_id: str) -> None:
    sync_course(current_parts(), context_id)


def sync_course(parts: Parts, context_id: str) -> Reading | None:
    """What was read and applied; None where somebody stopped it meanwhile."""
    try:
        reading = _read(parts, context_id)
        with parts.database.write() as session:
            apply_reading(session, context_id, reading, utcnow())
    except StoppedError:
        log.info("sync_stopped", context=context_id)
        return None
    log.info(
        "course_synced",
        context=context_id,
        members=len(reading.roster.members) if reading.roster else 0,
        grades=len(reading.gradebook.grades) if reading.gradebook else 0,
        enrolled=len(reading.enrolled or ()),
        problems=reading.problems,
    )
    if reading.contents is not None or reading.gradebook is not None:
        parts.queue.ring(JobName.READ_COMPLETION, context_id)  # attempts come after it
    return reading


def _read(parts: Parts, context_id: str) -> Reading:
    """Raises `StoppedError`."""
    with parts.database.read() as session:
        plan = plan_sync(session, parts.vault, context_id)
    if plan.is_empty:
        return Reading(problems={Part.ROSTER: NOTHING_TO_READ})
    http = open_http(parts.database, parts.settings.permitted, plan.registration_id)

    @cache
    def connect() -> Connector:
        return connect_platform(parts.database, parts.vault, http, plan.registration_id)

    def tell(part: Part) -> None:
        with parts.database.write() as session:
            tell_stage(session, context_id, part)

    return read_course(connect, http, plan, tell)

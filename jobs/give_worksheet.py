"""Give one worksheet to its learners, or take it back, some at a time. May run twice at any time:
each learner has it once.
"""

from __future__ import annotations

import structlog

from jobs.parts import Parts, current_parts
from jobs.stopping import STOP, WATCHDOG
from lti_tool.db import utcnow
from lti_tool.services import giving

log = structlog.get_logger(__name__)


def run(giving_id: str) -> None:
    give_worksheet(current_parts(), giving_id)


def give_worksheet(parts: Parts, giving_id: str) -> None:
    with parts.database.write() as session:
        more = giving.begin_run(session, giving_id, utcnow())
    steps = 0
    while more:
        if STOP.is_set():
            with parts.database.write() as session:
                giving.give_back_run(session, giving_id)
            break
        WATCHDOG.pet()
        with parts.database.read() as session:
            step = giving.read_step(session, giving_id)
        with parts.database.write() as session:
            more = giving.keep_step(session, giving_id, step, utcnow())
        steps += 1
    log.info("worksheet_given", giving=giving_id, steps=steps, stopped=more)

"""Send what is due of one registration's scores, one after another, until nothing is due.

May run twice at once and be killed at any point: each score is leased to one sender, and what
was posted without being settled is posted again and then found to be there.
"""

from __future__ import annotations

from functools import cache

import structlog

from jobs.parts import Parts, current_parts
from lti_tool.db import new_id, utcnow
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import make_session
from lti_tool.services.connections import connect_platform
from lti_tool.services.score_decisions import ScorePost
from lti_tool.services.score_outbox import claim_due_score, settle_score
from lti_tool.services.score_sending import send_score

log = structlog.get_logger(__name__)


def run(registration_id: str) -> None:
    send_due_scores(current_parts(), registration_id)


def send_due_scores(parts: Parts, registration_id: str) -> int:
    """The number of scores that were posted and settled."""
    owner, settled = new_id(), 0

    @cache
    def connect() -> Connector:
        return connect_platform(parts.database, parts.vault, make_session(), registration_id)

    while post := _claim(parts, registration_id, owner):
        reply, decision = send_score(connect, post, utcnow)
        with parts.database.write() as session:
            held = settle_score(session, post, owner, reply, decision, utcnow())
        log.info(
            "score_sent" if held else "score_lease_lost",
            score=post.score_id,
            version=post.version,
            status=reply.status,
            state=decision.state.value,
            error=decision.error,
        )
        settled += held
    return settled


def _claim(parts: Parts, registration_id: str, owner: str) -> ScorePost | None:
    with parts.database.write() as session:
        return claim_due_score(session, registration_id, owner, utcnow())

"""One score on its way: post it, read back what the platform then holds, decide.

No transaction is open here, and only codes of ours are kept of an answer: Moodle's reason phrase
holds the whole request.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import requests
import structlog

from lti_tool.lti import ags
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import HttpError, read_retry_after
from lti_tool.services.score_decisions import (
    Answer,
    Decision,
    Reply,
    ScorePost,
    classify_status,
    decide,
    needs_result,
)

log = structlog.get_logger(__name__)


def send_score(
    connect: Callable[[], Connector], post: ScorePost, clock: Callable[[], datetime]
) -> tuple[Reply, Decision]:
    """What the platform answered and what to do now; an error of the way is an answer too."""
    try:
        connector = connect()
        reply = read_reply(_post_score(connector, post))
    except HttpError as error:
        reply = _reply_of(error)
        return reply, decide(post, reply, None, clock())
    readable = ags.can_read_results(connector)
    result = _read_back(connector, post) if readable and needs_result(reply) else None
    return reply, decide(post, reply, result, clock(), readable=readable)


def read_reply(response: requests.Response) -> Reply:
    return Reply(
        classify_status(response.status_code, response.text[:100]),
        response.status_code,
        retry_after=read_retry_after(response.headers),
    )


def _post_score(connector: Connector, post: ScorePost) -> requests.Response:
    return ags.post_score(
        connector,
        post.line_item_url,
        subject=post.subject,
        given=post.given,
        activity_progress=post.activity_progress,
        timestamp=post.ts,
    )


def _reply_of(error: HttpError) -> Reply:
    retry_after = read_retry_after(error.response.headers) if error.response is not None else None
    answer = Answer.BUSY if error.retry else Answer.REFUSED
    return Reply(answer, error.status, error.code, retry_after)


def _read_back(connector: Connector, post: ScorePost) -> ags.Result | None:
    try:
        return ags.read_result(connector, post.line_item_url, post.subject)
    except HttpError as error:
        log.info("result_unread", score=post.score_id, code=error.code, status=error.status)
        return None

"""AGS scores and results."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from deploy.demo.platform.courses import is_gradable
from deploy.demo.platform.gradebook import (
    LockedGradeError,
    OlderScoreError,
    Score,
    format_number,
    format_time,
    list_grades,
    record_score,
)
from deploy.demo.platform.line_items import describe_url, find_item
from deploy.demo.platform.rows import Grade, GradeItem, ScorePost, Tool
from deploy.demo.platform.service import (
    RESULT_TYPE,
    SCORE_TYPE,
    SERVICE_PATH,
    answer_json,
    authorise,
    check_handler,
    paginate,
    status_line,
)
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import RESULT_READ, SCORE

ISO_8601 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


class ScoreRefusedError(Exception):
    """The score is answered with `[]` and this status; the reason stands in the status line."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def handle_scores(session: Session, course_id: str, item_id: str) -> Response:
    check_handler((SCORE_TYPE,))
    tool = authorise(session, SCORE)
    item = find_item(session, course_id, item_id, tool)
    try:
        _record(session, course_id, item)
    except ScoreRefusedError as refused:
        line = status_line(refused.status, refused.reason)
        return answer_json([], SCORE_TYPE, line)
    return answer_json(None, SCORE_TYPE)


def _record(session: Session, course_id: str, item: GradeItem) -> None:
    """Raises `ScoreRefusedError`. A wrong score comes back whole in the reason phrase."""
    text = request.get_data(as_text=True)
    body = _read_body(text)
    score = read_score(body)
    user_id = str(body.get("userId"))
    if score is None or not is_gradable(session, int(course_id), user_id):
        raise ScoreRefusedError(400, f"Incorrect score received{text}")
    try:
        record_score(session, item, int(user_id), score, site().now())
    except OlderScoreError:
        reason = "Refusing score with an earlier timestamp for item"
        raise ScoreRefusedError(409, f"{reason} {item.id} and user {user_id}") from None
    except LockedGradeError:
        raise ScoreRefusedError(500, "Internal Server Error") from None


def _read_body(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def read_score(body: dict[str, Any]) -> Score | None:
    """None where Moodle refuses it."""
    needed = ("userId", "timestamp", "gradingProgress", "activityProgress")
    if any(body.get(name) is None for name in needed):
        return None
    timestamp = str(body["timestamp"])
    given, maximum = body.get("scoreGiven"), body.get("scoreMaximum")
    if not ISO_8601.fullmatch(timestamp) or not all(map(_is_number, (given, maximum))):
        return None
    if given is not None and (maximum is None or float(maximum) <= 0):
        return None
    graded = body["gradingProgress"] == "FullyGraded"
    return Score(
        given=float(given) if given is not None and graded else None,
        maximum=float(maximum) if maximum is not None else 1.0,
        comment=body.get("comment"),
        timestamp=int(datetime.fromisoformat(timestamp).timestamp()),
    )


def _is_number(value: object) -> bool:
    """Numbers and, as PHP's is_numeric, numbers in a string; None is no number but allowed."""
    if isinstance(value, str):
        return re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", value) is not None
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def write_journal(session: Session, answer: Response) -> None:
    """Note a score post with its answer, whatever that was."""
    course_id, _, item_id = request.path.removeprefix(f"{SERVICE_PATH}/").split("/")[:3]
    status, _, reason = answer.status.partition(" ")
    session.add(
        ScorePost(
            received_at=time.time(),
            course_id=course_id,
            item_id=item_id,
            body=request.get_data(as_text=True),
            status=int(status),
            reason=reason.encode("latin-1").decode("utf-8"),
        )
    )


def handle_results(session: Session, course_id: str, item_id: str) -> Response:
    check_handler((RESULT_TYPE,))
    tool = authorise(session, RESULT_READ)
    item = find_item(session, course_id, item_id, tool)
    if "limit" in request.args and "type_id" in request.args:
        page = "<!DOCTYPE html><title>Error</title><p>Exception - Argument #2 is a string</p>"
        return Response(page, 404, content_type="text/html; charset=utf-8")
    wished = request.args.get("user_id", type=int)
    dated = [grade for grade, _ in list_grades(session, item) if grade.timestamp]
    grades = [grade for grade in dated if wished in (None, grade.user_id)]
    page_of, link = paginate(len(grades))
    shown_tool = tool if "type_id" in request.args else None
    results = [_describe_result(grade, item, shown_tool) for grade in grades[page_of]]
    answer = answer_json(results, RESULT_TYPE)
    if link:
        answer.headers["Link"] = link
    return answer


def _describe_result(grade: Grade, item: GradeItem, tool: Tool | None) -> dict[str, Any]:
    """One with a comment alone has only id and userId; `type_id` is as in the request."""
    query = f"type_id={tool.id}&" if tool else ""
    base = f"{site().url}{SERVICE_PATH}/{item.course_id}/lineitems/{item.id}/lineitem/results"
    shown: dict[str, Any] = {
        "id": f"{base}?{query}user_id={grade.user_id}",
        "userId": str(grade.user_id),
    }
    if grade.value is None:
        return shown
    shown |= {
        "resultScore": format_number(grade.value),
        "resultMaximum": format_number(item.maximum),
    }
    if grade.comment:
        shown["comment"] = grade.comment
    shown["scoreOf"] = describe_url(item, tool.id if tool else None)
    shown["timestamp"] = format_time(grade.timestamp)
    return shown

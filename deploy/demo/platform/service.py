"""What all LTI services of Moodle share: one entry point that picks a handler by path and media
type, bearer tokens, and errors as JSON with their reason in the status line too."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import AccessToken, Course, Tool
from deploy.demo.platform.site import site

SERVICE_PATH = "/mod/lti/services.php"
CONTAINER_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
LINEITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULT_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERSHIP_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


class ServiceError(Exception):
    """Ends a service request with this status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def read_media_type() -> str:
    """Content type of a write without its parameters; of a read, what is accepted."""
    if request.method == "GET":
        return request.headers.get("Accept", "")
    return request.headers.get("Content-Type", "").split(";")[0].strip()


def check_handler(formats: tuple[str, ...]) -> None:
    """Moodle finds a handler by exact media type; `*/*` passes here, and for DELETE any."""
    media_type = read_media_type()
    if request.method == "DELETE" or media_type in formats:
        return
    if request.method == "GET" and ("*/*" in media_type or not media_type):
        return
    accept = media_type if request.method == "GET" else ""
    content = "" if request.method == "GET" else media_type
    raise ServiceError(400, f"No handler found for {_path()} {accept} {content}")


def authorise(session: Session, *scopes: str) -> Tool:
    """The tool behind the bearer token, if the token has one of the scopes and a `type_id` in
    the address is its own. Everything else is the same plain 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    held = session.get(AccessToken, digest_token(token)) if scheme.lower() == "bearer" else None
    if held is None or held.expires_at <= site().now() or not set(scopes) & set(held.scopes):
        raise ServiceError(401, "Unauthorized")
    if request.args.get("type_id", str(held.tool_id)) != str(held.tool_id):
        raise ServiceError(401, "Unauthorized")
    tool = session.get(Tool, held.tool_id)
    if tool is None:
        raise ServiceError(401, "Unauthorized")
    return tool


def digest_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_course(session: Session, course_id: str) -> Course:
    course = session.get(Course, int(course_id)) if course_id.isdigit() else None
    if course is None:
        raise ServiceError(404, f"Not Found: Course {course_id} doesn't exist")
    return course


def answer_json(body: Any, media_type: str, status: int | str = 200) -> Response:
    text = "" if body is None else json.dumps(body, ensure_ascii=False)
    return Response(text, status=status, content_type=f"{media_type}; charset=utf-8")


def answer_error(error: ServiceError) -> Response:
    body = {
        "status": error.status,
        "reason": error.reason,
        "request": {
            "method": request.method,
            "url": request.full_path.rstrip("?"),
            "accept": request.headers.get("Accept", ""),
            "contentType": request.headers.get("Content-Type", ""),
        },
    }
    return answer_json(body, "application/json", status_line(error.status, error.reason))


def status_line(status: int, reason: str) -> str:
    """A reason phrase is sent as bytes; WSGI wants them as latin-1, and lines may not break."""
    shown = " ".join(reason.split()).encode("utf-8").decode("latin-1")
    return f"{status} {shown}"


def _path() -> str:
    return request.path.removeprefix(SERVICE_PATH)


def paginate(total: int) -> tuple[slice, str | None]:
    """The wished page of a list and its Link header: curly quotes and `&amp;`, as Moodle sends
    them for AGS. Without `limit` everything and no header."""
    limit = request.args.get("limit", 0, type=int)
    if limit <= 0:
        return slice(None), None
    start = request.args.get("from", 0, type=int)
    pages = {"first": 0}
    if start > 0:
        pages["prev"] = max(start - limit, 0)
    pages["canonical"] = start
    if start + limit < total:
        pages["next"] = start + limit
    pages["last"] = total - total % limit
    links = ", ".join(_link(position, limit, rel) for rel, position in pages.items())
    return slice(start, start + limit), links.encode("utf-8").decode("latin-1")


def _link(position: int, limit: int, rel: str) -> str:
    query = {key: value for key, value in request.args.items() if key not in ("limit", "from")}
    pairs = [f"{key}={value}" for key, value in query.items()]
    pairs += [f"limit={limit}", f"from={position}"]
    return f"<{site().url}{request.path}?{'&amp;'.join(pairs)}>; rel=“{rel}”"

"""Limits by the minute: logins and launches of one address (a whole school may share it), uploads
of one visit, what is typed in one visit, and what one key of another tool sends."""

from __future__ import annotations

import hmac

from flask import Flask, Response, current_app, g, request

from lti_tool.errors import ToolError
from lti_tool.limits import Limiter
from lti_tool.views.evidence_auth import request_key_name
from lti_tool.views.wiring import wiring


class TooManyRequestsError(ToolError):
    code = "too_many_requests"
    status = 429
    message = (
        "Too much was asked from here in a short time. Wait %(seconds)s seconds and try again; "
        "nothing was lost."
    )


def install_limits(app: Flask, limiter: Limiter) -> None:
    def check() -> None:
        kind, who, limit = _find_limit()
        if seconds := limiter.take(f"{kind}:{_hide(who)}", limit):
            g.retry_after = seconds
            raise TooManyRequestsError(seconds=seconds)

    app.before_request(check)
    app.after_request(_say_when)


def _find_limit() -> tuple[str, str, int]:
    settings, address = wiring().settings, request.remote_addr or ""
    if request.endpoint == "lti.login":
        return "login", address, settings.login_limit
    if request.endpoint == "lti.launch":
        return "launch", address, settings.launch_limit
    if request.blueprint == "evidence_api":
        return "evidence", request_key_name() or address, settings.evidence_limit
    if request.endpoint == "typed.keep":
        return "typed", (request.view_args or {})["visit_id"], settings.typed_limit
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method == "POST" and getattr(view, "accepts_upload", False):
        return "upload", g.get("visit_id", ""), settings.upload_limit
    return "", "", 0


def _hide(who: str) -> str:
    """Neither addresses nor visits stand in Redis."""
    return hmac.digest(wiring().settings.secret_key, who.encode(), "sha256").hex()[:24]


def _say_when(response: Response) -> Response:
    if seconds := g.get("retry_after"):
        response.headers["Retry-After"] = str(seconds)
    return response

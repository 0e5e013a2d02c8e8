"""The one place that turns an error into what a person sees: a page, or a fragment for htmx.

An expected error says what to do. An unexpected one is logged with its traceback under the
request's reference number, and the page shows that number and nothing else of it.
"""

from __future__ import annotations

import sqlite3

import structlog
from flask import Flask, g, render_template, request
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from lti_tool.errors import NotFoundError, SessionEndedError, TooLargeError, ToolError
from lti_tool.views.error_text import tell_error
from lti_tool.views.visit import UnprovenVisitError

log = structlog.get_logger(__name__)

Answer = tuple[str, int] | Response
POSTGRES_DISK_FULL = "53100"


class UnexpectedError(ToolError):
    code = "unexpected"
    status = 500
    message = (
        "Something went wrong on our side, and nothing was saved by this step. Please try again."
    )


class DatabaseFullError(ToolError):
    code = "database_full"
    status = 507
    message = (
        "The tool's storage is full, so nothing was saved by this step. "
        "Tell the administrator, and try again afterwards."
    )


class AddressUnknownError(NotFoundError):
    code = "address_unknown"
    message = "There is no page at this address. Open the activity again from your course page."


class UploadTooLargeError(TooLargeError):
    message = "This is larger than the tool accepts here. Send less at once."


class RequestRefusedError(ToolError):
    code = "request_refused"
    message = "Your browser sent something that this page does not take. Reload it and try again."


def install_errors(app: Flask) -> None:
    app.register_error_handler(UnprovenVisitError, show_resume_page)
    app.register_error_handler(ToolError, show_tool_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(OperationalError, show_database_error)
    app.register_error_handler(DataError, show_data_error)
    app.register_error_handler(Exception, show_unexpected_error)


def show_tool_error(error: ToolError) -> Answer:
    g.error_code = error.code
    ended = isinstance(error, SessionEndedError)
    template = "errors/_error.html" if _is_fragment() else "errors/error.html"
    return render_template(template, text=tell_error(error), error=error, ended=ended), error.status


def show_http_error(error: HTTPException) -> Answer:
    if error.code is None or error.code < 400:
        return Response(headers=error.get_headers(), status=error.code)
    if isinstance(error, RequestEntityTooLarge):
        return show_tool_error(UploadTooLargeError())
    if error.code == 404:
        return show_tool_error(AddressUnknownError())
    refused = RequestRefusedError()
    refused.status = error.code
    return show_tool_error(refused)


def show_database_error(error: OperationalError) -> Answer:
    full = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if full or getattr(error.orig, "sqlstate", None) == POSTGRES_DISK_FULL:
        log.error("database_full", reference=g.get("reference"))
        return show_tool_error(DatabaseFullError())
    return show_unexpected_error(error)


def show_data_error(error: DataError) -> Answer:
    """PostgreSQL takes no NUL in a text, and no keyboard types one."""
    if "NUL" in str(error.orig):
        return show_tool_error(RequestRefusedError())
    return show_unexpected_error(error)


def show_unexpected_error(error: Exception) -> Answer:
    log.exception("unexpected_error", reference=g.get("reference"), exc_info=error)
    return show_tool_error(UnexpectedError())


def show_resume_page(error: UnprovenVisitError) -> Answer:
    """A page that was opened without cookie: its script looks for this tab's token."""
    if _is_fragment() or "X-Visit-Token" in request.headers:
        return show_tool_error(SessionEndedError())
    g.error_code = error.code
    return render_template("session/resume.html", visit=error.visit), error.status


def _is_fragment() -> bool:
    return "HX-Request" in request.headers

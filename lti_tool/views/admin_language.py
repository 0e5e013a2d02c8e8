"""The administration's language, remembered by the browser: it also holds before signing in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.errors import InvalidInputError
from lti_tool.views.admin_session import show_admin_error
from lti_tool.views.locales import COOKIE, LOCALES
from lti_tool.views.wiring import wiring

PATH = "/admin"
KEPT_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("admin_language", __name__, url_prefix=PATH)
blueprint.register_error_handler(InvalidInputError, show_admin_error)


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    """Back to the page where it was chosen. Nothing else changes, so no session is asked for."""
    wanted = request.form.get("locale", "")
    if wanted not in LOCALES:
        raise InvalidInputError("This language is not among those that the tool speaks.")
    answer = redirect(_way_back(request.form.get("back", "")), 303)
    answer.set_cookie(
        COOKIE,
        wanted,
        max_age=KEPT_SECONDS,
        path=PATH,
        secure=not wiring().settings.allow_http,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _way_back(url: str) -> str:
    """Only to a page of the administration."""
    parts = urlsplit(url)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith(f"{PATH}/")
    return url if inside else url_for("admin.overview")

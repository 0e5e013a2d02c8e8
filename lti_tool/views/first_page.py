"""Where a visit begins: by role, or by what the launch asked for."""

from __future__ import annotations

from flask import current_app, url_for

from lti_tool.models import LaunchSession

INSTRUCTOR = "course.home"
LEARNER = "learn.page"
BY_MESSAGE = {"deep_linking": "practices.choose"}


class PageMissingError(RuntimeError):
    """The application was built without a page that launches lead to."""


def first_page_url(row: LaunchSession, is_instructor: bool) -> str:
    endpoint = BY_MESSAGE.get(row.message, INSTRUCTOR if is_instructor else LEARNER)
    if endpoint not in current_app.view_functions:
        raise PageMissingError(f"no blueprint brings the page {endpoint!r}")
    return url_for(endpoint, visit_id=row.id)

"""Where a visit begins: by role, or by what the launch asked for."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from lti_tool.models import LaunchSession

INSTRUCTOR = "course.home"
LEARNER = "learn.page"
CHOOSE = "deep_linking.choose"
REVIEWED = "course.learner"


class PageMissingError(RuntimeError):
    """The application was built without a page that launches lead to."""


def first_page_url(row: LaunchSession, is_instructor: bool) -> str:
    endpoint, values = _first_page(row, is_instructor)
    if endpoint not in current_app.view_functions:
        raise PageMissingError(f"no blueprint brings the page {endpoint!r}")
    return url_for(endpoint, visit_id=row.id, **values)


def _first_page(row: LaunchSession, is_instructor: bool) -> tuple[str, dict[str, Any]]:
    """`choose`: the activity opens no practice yet. `reviewed`: whose work the gradebook shows."""
    if not is_instructor:
        return LEARNER, {}
    if row.message == "deep_linking" or row.settings.get("choose"):
        return CHOOSE, {}
    reviewed = row.settings.get("reviewed")
    return (REVIEWED, {"person_id": reviewed}) if reviewed else (INSTRUCTOR, {})

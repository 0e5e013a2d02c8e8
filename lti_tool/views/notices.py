"""What the last step did, shown once on the next page; kept in the session's row, since a cookie
may not stick."""

from __future__ import annotations

from flask import Response, after_this_request, g
from sqlalchemy.orm import Session

from lti_tool.models import LaunchSession
from lti_tool.views.wiring import wiring

KINDS = ("success", "info", "warning", "danger")


def add_notice(session: Session, text: str, kind: str = "success") -> None:
    """Within the view's own transaction; `text` is translated already."""
    row = session.get_one(LaunchSession, g.visit.session.id)
    notices = [*row.settings.get("notices", []), {"text": text, "kind": kind}]
    row.settings = {**row.settings, "notices": notices}


def take_notices() -> list[dict[str, str]]:
    """The notices that wait for this visit's next page. They are forgotten after the view, which
    may render its page within a transaction of its own."""
    visit = g.get("visit")
    notices: list[dict[str, str]] = visit.session.settings.get("notices", []) if visit else []
    if notices:

        @after_this_request
        def forget(response: Response) -> Response:
            _forget(visit.session.id, notices)
            return response

    return notices


def _forget(visit_id: str, shown: list[dict[str, str]]) -> None:
    """What was added since stays for the next page."""
    with wiring().database.write() as session:
        row = session.get_one(LaunchSession, visit_id)
        left = [notice for notice in row.settings.get("notices", []) if notice not in shown]
        row.settings = {**row.settings, "notices": left}

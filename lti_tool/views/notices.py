"""What the last step did, shown once on the next page; kept in the session's row, since a cookie
may not stick."""

from __future__ import annotations

from flask import g
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
    """The notices that wait for this visit's next page; they are gone afterwards."""
    visit = g.get("visit")
    if visit is None or not visit.session.settings.get("notices"):
        return []
    with wiring().database.write() as session:
        row = session.get_one(LaunchSession, visit.session.id)
        notices: list[dict[str, str]] = row.settings.get("notices", [])
        row.settings = {key: value for key, value in row.settings.items() if key != "notices"}
    return notices

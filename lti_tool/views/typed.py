"""What a learner types, kept while they type.

A page outlives its visit: a laptop sleeps, and its learner goes on typing. So a token is good here
for a week after its visit ended, for this alone: it puts an answer into the learner's own form,
which they see before they send it, and it reads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import SessionEndedError, ToolError
from lti_tool.services import sessions
from lti_tool.services.sessions import VisitRows
from lti_tool.services.showings import find_showing
from lti_tool.services.typed_answers import TypedElsewhereError, Writer, keep_typed
from lti_tool.views.errors import show_resume_page, show_tool_error
from lti_tool.views.learn_answer import read_tried, read_typed
from lti_tool.views.visit import TOKEN_HEADER, UnprovenVisitError, renewed_token, token_age
from lti_tool.views.wiring import wiring

LATE_MINUTES = 7 * 24 * 60

blueprint = Blueprint("typed", __name__, url_prefix="/s/<visit_id>")


@dataclass(frozen=True, slots=True)
class Kept:
    """`kept` is False for what was typed for a try that is over; `ended`: the visit has. `token`
    renews one that is still good and grows old."""

    kept: bool
    ended: bool
    token: str


class AnswerKeptError(SessionEndedError):
    code = "session_ended_answer_kept"
    message = (
        "Your visit has ended. What you typed is kept: open the activity again from your course "
        "page, and you find it there."
    )


@blueprint.post("/learn/<showing_id>/typed")
def keep(visit_id: str, showing_id: str) -> ResponseReturnValue:
    """204, now and then with a new token for a page that is typed into for hours; 202 where the
    visit has ended, so that the page can say what to do; 409 with the other text where another tab
    typed one, so that the learner can choose.

    Raises `SessionEndedError`, `PersonBlockedError`, `NotFoundError`, `TypedTooLongError`.
    """
    form = request.form
    writer = Writer(form.get("writer", "")[:64], form.get("seen", "")[:64])
    try:
        kept = keep_posted(visit_id, showing_id, writer)
    except TypedElsewhereError as error:
        return {"fields": error.other.fields, "seen": error.other.seen}, error.status
    return "", 202 if kept.ended else 204, {TOKEN_HEADER: kept.token} if kept.token else {}


def keep_and_tell(error: SessionEndedError) -> ResponseReturnValue:
    """An answer whose visit has ended is not recorded, and not lost either."""
    if isinstance(error, UnprovenVisitError):
        return show_resume_page(error)
    if request.endpoint != "exercise.answer":
        return show_tool_error(error)
    try:
        kept = keep_posted(g.visit_id, (request.view_args or {})["showing_id"]).kept
    except ToolError as refused:
        return show_tool_error(refused)
    return show_tool_error(AnswerKeptError() if kept else error)


def keep_posted(visit_id: str, showing_id: str, writer: Writer | None = None) -> Kept:
    """Typing renews a visit that has not ended. Without a `writer` the learner sent it."""
    rows, now = _find_visit(visit_id), utcnow()
    g.framed_by = rows.registration
    live = sessions.is_fresh(rows.session, wiring().settings.session_minutes)
    number, fields = read_tried(request.form), read_typed(request.form)
    with wiring().database.write() as session:
        showing = find_showing(session, rows.context.id, None, rows.person.id, showing_id)
        kept = keep_typed(session, showing, number, fields, writer, now)
        if live and sessions.needs_touch(rows.session, now):
            sessions.touch_session(session, visit_id, now)
    return Kept(kept, not live, renewed_token(rows.session) if live else "")


def _find_visit(visit_id: str) -> VisitRows:
    """Raises `SessionEndedError`, `PersonBlockedError`."""
    with wiring().database.read() as session:
        rows = sessions.find_visit(session, visit_id, LATE_MINUTES)
    if rows is None or token_age(rows.session, LATE_MINUTES) is None:
        raise SessionEndedError
    return rows

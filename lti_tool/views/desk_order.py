"""Where a decision on a draft leads: to the next one of the same list."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.models import DraftState
from lti_tool.services import desk, drafts
from lti_tool.services.drafts import DraftDecidedError
from lti_tool.views.desk_filter import filter_args, read_filter
from lti_tool.views.errors import show_tool_error
from lti_tool.views.wiring import wiring


def find_following(draft_id: str) -> str | None:
    """The draft to look at once this one is decided on."""
    with wiring().database.read() as session:
        rows = desk.list_drafts(session, g.visit.context.id, read_filter(request.args))
    before, after = desk.find_neighbours(rows, draft_id)
    return after or before


def go_on(following: str | None, undo: str) -> ResponseReturnValue:
    """`undo` is the draft that was decided on."""
    args = filter_args(read_filter(request.args)) | {"undo": undo}
    if following:
        return redirect(url_for("desk.draft", draft_id=following, **args), 303)
    return redirect(url_for("desk.index", **args), 303)


def go_on_if_same(error: DraftDecidedError) -> ResponseReturnValue:
    """A button pressed twice leads where its first press did; whoever finds a decision of somebody
    else's, or another one of their own, is told."""
    draft_id = (request.view_args or {})["draft_id"]
    with wiring().database.read() as session:
        row = drafts.find_draft(session, g.visit.context.id, draft_id)
    accepts = request.endpoint == "desk.accept"
    same = accepts == (row.state is DraftState.PUBLISHED)
    if not same or row.decided_by != g.visit.person.id:
        return show_tool_error(error)
    return go_on(find_following(draft_id), undo=draft_id)

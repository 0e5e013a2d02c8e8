"""Make a gradebook column for an activity that came without one."""

from __future__ import annotations

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import ToolError
from lti_tool.lti.ags import LineItemEntry
from lti_tool.lti.http import HttpError
from lti_tool.queue import JobName
from lti_tool.services.columns import (
    BareActivity,
    find_bare_activity,
    keep_column,
    make_column,
)
from lti_tool.services.connections import connect_platform
from lti_tool.services.private_hosts import open_http
from lti_tool.views.notices import add_notice
from lti_tool.views.service_words import explain_problem
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("columns", __name__)


class ColumnRefusedError(ToolError):
    code = "column_refused"
    status = 502
    message = "The gradebook column could not be made. %(reason)s"


@blueprint.post("/scores/columns/<link_id>")
@instructors_only
def make(link_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        activity = find_bare_activity(session, g.visit.context.id, link_id)
    entry = _ask(activity)
    with wiring().database.write() as session:
        moved = keep_column(session, activity, entry, utcnow())
        add_notice(session, gettext("The gradebook has a column for this activity now."))
    for registration_id in moved:
        wiring().queue.ring(JobName.SEND_SCORES, registration_id)
    return redirect(url_for("scores.index"), 303)


def _ask(activity: BareActivity) -> LineItemEntry:
    """No transaction is open meanwhile."""
    database, settings = wiring().database, wiring().settings
    registration_id = activity.registration_id
    try:
        http = open_http(database, settings.permitted, registration_id)
        connector = connect_platform(database, settings.vault, http, registration_id)
        return make_column(connector, activity)
    except HttpError as error:
        raise ColumnRefusedError(reason=explain_problem(error.code)) from error

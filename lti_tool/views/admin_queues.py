"""Queues, workers and what is stuck."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.queue import QueueName
from lti_tool.services.admin_overview import read_overview
from lti_tool.services.worker_beats import SILENT_AFTER
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.admin_words import describe_state
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_queues", __name__)


@blueprint.get("/queues")
def index() -> ResponseReturnValue:
    now = utcnow()
    with wiring().database.read() as session:
        overview = read_overview(session, now)
    return render_template(
        "admin/queues.html",
        overview=overview,
        depths={name.value: wiring().queue.depth(name) for name in QueueName},
        alive_after=now - SILENT_AFTER,
        describe_state=describe_state,
    )

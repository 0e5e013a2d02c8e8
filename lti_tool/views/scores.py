"""Scores sent, waiting, refused, overridden and locked; and sending one again."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.models import ScoreState
from lti_tool.queue import JobName, QueueName
from lti_tool.services import score_overview
from lti_tool.services.columns import list_bare_activities
from lti_tool.services.score_outbox import resend_score
from lti_tool.views import score_words
from lti_tool.views.notices import add_notice
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("scores", __name__)


@blueprint.get("/scores")
@instructors_only
def index() -> ResponseReturnValue:
    return render_template("scores/index.html", **_read_page())


@blueprint.get("/scores/table")
@instructors_only
def table() -> ResponseReturnValue:
    """What the page polls while scores wait."""
    return render_template("scores/_table.html", **_read_page())


def _read_page() -> dict[str, Any]:
    context, now = g.visit.context, utcnow()
    state = _wanted_state()
    with wiring().database.read() as session:
        return {
            "counts": score_overview.count_states(session, context.id),
            "rows": score_overview.list_rows(session, context.id, state),
            "paused": score_overview.paused_until(session, context.registration_id, now),
            "queue_away": wiring().queue.depth(QueueName.WORK) is None,
            "bare": list_bare_activities(session, context.id),
            "most": score_overview.MOST_ROWS,
            "state": state,
            "states": ScoreState,
            "words": score_words,
            "name_person": name_person,
        }


def _wanted_state() -> ScoreState | None:
    """An unknown one shows all."""
    wanted = request.args.get("state", "")
    return ScoreState(wanted) if wanted in set(ScoreState) else None


@blueprint.post("/scores/<score_id>/send")
@instructors_only
def send(score_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        registration_id = resend_score(session, g.visit.context.id, score_id, utcnow())
        add_notice(session, gettext("The score is sent again."))
    wiring().queue.ring(JobName.SEND_SCORES, registration_id)
    return redirect(url_for("scores.index", state=request.form.get("state") or None), 303)

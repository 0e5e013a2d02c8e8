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
from lti_tool.services.score_outbox import resend_activity, resend_score
from lti_tool.views import score_words
from lti_tool.views.notices import add_notice
from lti_tool.views.people import name_person
from lti_tool.views.translate import gettext, ngettext
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
        activities = score_overview.list_activities(session, context.id)
        wanted = request.args.get("activity", "")
        chosen = next((one for one in activities if one.line_item_id == wanted), None)
        line_item_id = chosen.line_item_id if chosen else ""
        return {
            "activities": score_words.name_activities(activities),
            "chosen": line_item_id,
            "counts": score_overview.add_counts([chosen] if chosen else activities),
            "rows": score_overview.list_rows(session, context.id, state, line_item_id),
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
    return _back(request.form.get("activity", ""))


@blueprint.post("/scores/activities/<line_item_id>/send")
@instructors_only
def send_activity(line_item_id: str) -> ResponseReturnValue:
    context, arrived = g.visit.context, request.form.get("which") == "all"
    with wiring().database.write() as session:
        sent = resend_activity(session, context.id, line_item_id, utcnow(), arrived=arrived)
        text = ngettext("%(num)s score is sent again.", "%(num)s scores are sent again.", sent)
        add_notice(session, text)
    wiring().queue.ring(JobName.SEND_SCORES, context.registration_id)
    return _back(request.form.get("activity", ""))


def _back(activity: str) -> ResponseReturnValue:
    """To what was shown before."""
    state = request.form.get("state") or None
    return redirect(url_for("scores.index", activity=activity or None, state=state), 303)

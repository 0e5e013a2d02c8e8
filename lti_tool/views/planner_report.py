"""What plans the worksheets of a course: training, data, figures, gate, and a switch."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.errors import InvalidInputError
from lti_tool.models import PlannerModel, SheetPath
from lti_tool.queue import JobName
from lti_tool.services import planner_models
from lti_tool.views import planner_words, worksheet_words
from lti_tool.views.notices import add_notice
from lti_tool.views.trainings import add_training, tell_training
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("planner_report", __name__)
add_training(blueprint, "/class/planner", PlannerModel, JobName.TRAIN_PLANNER)


@blueprint.get("/class/planner")
@instructors_only
def index() -> ResponseReturnValue:
    """The page, or what of it a page polls while the planner is trained."""
    context_id = g.visit.context.id
    part = "HX-Request" in request.headers
    with wiring().database.read() as session:
        return render_template(
            "worksheets/_planner.html" if part else "worksheets/planner.html",
            model=planner_models.find_planner(session, context_id),
            decision=planner_models.decide_path(session, context_id),
            words=worksheet_words,
            planner=planner_words,
            paths=SheetPath,
            **tell_training(session),
        )


@blueprint.post("/class/planner/switch")
@instructors_only
def switch() -> ResponseReturnValue:
    """To the rule, or back to what the gate decided."""
    wanted = request.form.get("to", "")
    if wanted not in ("rule", "gate"):
        raise InvalidInputError("Choose the rule or the planner. Reload the page and try again.")
    with wiring().database.write() as session:
        planner_models.want_rule(session, g.visit.context.id, wanted == "rule")
        add_notice(
            session,
            gettext("From now on the rule plans the worksheets of this course.")
            if wanted == "rule"
            else gettext("From now on the gate decides again what plans the worksheets."),
        )
    return redirect(url_for("planner_report.index"), 303)

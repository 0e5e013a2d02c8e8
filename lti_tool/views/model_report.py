"""How well the model knows the course: the report of its last fit, and having it fitted anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.course_report import CourseReport
from analytics.tracing.figures import Bin
from lti_tool.db import utcnow
from lti_tool.queue import JobName, QueueName
from lti_tool.services.refits import ask_for_refit, read_refit
from lti_tool.views import model_words
from lti_tool.views.model_words import chances_hidden, course_model
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("model_report", __name__)
SIDE = 240  # of the diagram, in its own units
LEAST, MOST = 3.0, 14.0  # radius of a point


@dataclass(frozen=True, slots=True)
class Point:
    """A bin in the diagram: `y` grows downwards; the area of its circle tells of its answers."""

    bin: Bin
    x: float
    y: float
    radius: float


@blueprint.get("/class/model")
@instructors_only
def index() -> ResponseReturnValue:
    model = course_model()
    with wiring().database.read() as session:
        refit = read_refit(session, g.visit.registration.id)
    return render_template(
        "class/model.html",
        model=model,
        report=model.report,
        points=place_points(model.report) if model.report else [],
        refit=refit,
        queue_away=wiring().queue.depth(QueueName.WORK) is None,
        side=SIDE,
        to_time=lambda seconds: datetime.fromtimestamp(seconds, UTC),
        words=model_words,
        args={"group": request.args.get("group", "")[:32] or None},  # for the other tabs
    )


@blueprint.post("/class/model")
@instructors_only
def refit() -> ResponseReturnValue:
    registration_id = g.visit.registration.id
    with wiring().database.write() as session:
        ask_for_refit(session, registration_id, utcnow())
        add_notice(session, gettext("The model is fitted anew; this may take some minutes."))
    wiring().queue.ring(JobName.REFIT_MODEL, registration_id)
    return redirect(url_for("model_report.index"), 303)


def place_points(report: CourseReport) -> list[Point]:
    most = max((found.answers for found in report.bins), default=1)
    return [
        Point(
            found,
            x=round(found.predicted * SIDE, 1),
            y=round((1 - found.observed) * SIDE, 1),
            radius=round(max(LEAST, MOST * (found.answers / most) ** 0.5), 1),
        )
        for found in report.bins
    ]


def install_model(app: Flask) -> None:
    """What pages say of their figures' origin, and whether they may show them."""
    for function in (course_model, chances_hidden, model_words.tell_origin):
        app.add_template_global(function)

"""What learners say, for their instructors: disagreements by name, self-reports only as shares."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.models import Context
from lti_tool.services.disagreements import list_voices
from lti_tool.services.self_report_sums import FEWEST, list_sums
from lti_tool.services.skills import name_skills
from lti_tool.views.notices import add_notice
from lti_tool.views.self_report_words import QUESTIONS, SHARES
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.voices_page import group_voices
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("voices", __name__)


@blueprint.get("/course/voices")
@instructors_only
def page() -> ResponseReturnValue:
    context_id = g.visit.context.id
    with wiring().database.read() as session:
        groups = group_voices(
            list_voices(session, context_id, utcnow()), name_skills(session, context_id)
        )
        sums = list_sums(session, context_id)
    return render_template(
        "course/voices.html",
        groups=groups,
        sums=sums,
        questions=QUESTIONS,
        shares=SHARES,
        fewest=FEWEST,
    )


@blueprint.post("/course/voices/asking")
@instructors_only
def choose_asking() -> ResponseReturnValue:
    """Whether learners of this course may say how it goes for them."""
    wanted = request.form.get("ask", "")
    if wanted not in ("yes", "no"):
        raise InvalidInputError("Say yes or no. Reload the page and try again.")
    with wiring().database.write() as session:
        session.get_one(Context, g.visit.context.id).self_reports = wanted == "yes"
        add_notice(session, gettext("Saved."))
    return redirect(url_for("voices.page"), 303)

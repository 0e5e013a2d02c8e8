"""How the course goes, in the learner's own word: their page."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.models import Membership
from lti_tool.services.self_report_sums import FEWEST
from lti_tool.services.self_reports import delete_reports, find_report, list_reports, report_week
from lti_tool.views.notices import add_notice
from lti_tool.views.self_report_words import QUESTIONS
from lti_tool.views.translate import gettext
from lti_tool.views.visit import visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("self_reports", __name__)


@blueprint.get("/how-it-goes")
def page() -> ResponseReturnValue:
    own = g.visit.context.id, g.visit.person.id
    with wiring().database.read() as session:
        rows = list_reports(session, *own)
        current = find_report(session, *own, utcnow())
    return render_template(
        "learn/how_it_goes.html", questions=QUESTIONS, rows=rows, current=current, fewest=FEWEST
    )


@blueprint.post("/how-it-goes")
def report() -> ResponseReturnValue:
    answers = {question.name: _read_answer(question.name) for question in QUESTIONS}
    with wiring().database.write() as session:
        report_week(session, g.visit.context.id, g.visit.person.id, answers, utcnow())
        add_notice(session, gettext("Kept. You can change or delete it here."))
    return redirect(url_for("self_reports.page"), 303)


@blueprint.post("/how-it-goes/delete")
def delete() -> ResponseReturnValue:
    """One row, or all where none is named."""
    row_id = request.form.get("row") or None
    with wiring().database.write() as session:
        delete_reports(session, g.visit.context.id, g.visit.person.id, row_id)
        add_notice(session, gettext("Deleted."))
    return redirect(url_for("self_reports.page"), 303)


@blueprint.post("/how-it-goes/asking")
def choose_asking() -> ResponseReturnValue:
    """Whether this person is reminded of the questions in this course."""
    wanted = request.form.get("ask", "")
    if wanted not in ("yes", "no"):
        raise InvalidInputError("Say yes or no. Reload the page and try again.")
    with wiring().database.write() as session:
        session.get_one(Membership, g.visit.membership.id).self_reports_off = wanted == "no"
        add_notice(session, gettext("Saved."))
    return redirect(url_for("self_reports.page"), 303)


def _read_answer(name: str) -> int | None:
    """None where nothing was chosen; 0, which no answer has, for what cannot be read."""
    text = request.form.get(name, "")
    if not text:
        return None
    return int(text) if text in ("1", "2", "3", "4", "5") else 0

""" "I disagree": said, tested at once, and what the test changed."""

from __future__ import annotations

import secrets

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.models import Disagreement, Showing
from lti_tool.services.disagreements import (
    find_disagreement,
    find_open_disagreement,
    state_disagreement,
    withdraw_disagreement,
)
from lti_tool.services.showings import find_open_showing, lock_learner
from lti_tool.services.skill_tests import begin_test, lacks_exercises, show_in_test, stop_test
from lti_tool.services.windows import WindowState, read_window
from lti_tool.services.wishes import record_wish
from lti_tool.views.disagreement_page import read_disagreement_page
from lti_tool.views.learn import SEEDS
from lti_tool.views.learn_visit import require_practice, visit_practice
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("disagreements", __name__)


@blueprint.post("/mastery/<skill_id>/disagree")
def state(skill_id: str) -> ResponseReturnValue:
    """Said, and tested at once unless the learner only wants to say it."""
    own = g.visit.context.id, g.visit.person.id, skill_id
    with wiring().database.write() as session:
        is_new = find_open_disagreement(session, *own) is None
        row = state_disagreement(session, *own, request.form.get("words", ""))
        if is_new:
            _note_wish(session, row)
        showing = _test(session, row) if request.form.get("then") == "test" else None
        row_id = row.id
    return _go_to(row_id, showing)


@blueprint.get("/mastery/disagreements/<row_id>")
def page(row_id: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        practice = visit_practice(session, request.args.get("practice", ""))
        row = _own(session, row_id)
        shown = read_disagreement_page(session, practice, row, utcnow())
    return render_template("learn/disagreement.html", page=shown)


@blueprint.post("/mastery/disagreements/<row_id>/test")
def test(row_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        showing = _test(session, _own(session, row_id))
    return _go_to(row_id, showing)


@blueprint.post("/mastery/disagreements/<row_id>/stop")
def stop(row_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        row = _own(session, row_id)
        lock_learner(session, row.context_id, row.person_id)
        stop_test(session, row, utcnow())
    return _go_to(row_id, None)


@blueprint.post("/mastery/disagreements/<row_id>/withdraw")
def withdraw(row_id: str) -> ResponseReturnValue:
    now = utcnow()
    with wiring().database.write() as session:
        row = _own(session, row_id)
        lock_learner(session, row.context_id, row.person_id)
        stop_test(session, row, now)
        withdraw_disagreement(session, row, now)
        add_notice(session, gettext("Withdrawn. Your instructor does not see it any longer."))
    return redirect(url_for("learn.mastery"), 303)


def _own(session: Session, row_id: str) -> Disagreement:
    return find_disagreement(session, g.visit.context.id, g.visit.person.id, row_id)


def _go_to(row_id: str, showing: Showing | None) -> ResponseReturnValue:
    if showing:
        return redirect(url_for("exercise.page", showing_id=showing.id), 303)
    return redirect(url_for("disagreements.page", row_id=row_id), 303)


def _test(session: Session, row: Disagreement) -> Showing | None:
    """The first exercise; None where no test can be had now: the page says why."""
    now = utcnow()
    practice = require_practice(session, request.form.get("practice", ""))
    lock_learner(session, practice.context_id, row.person_id)
    under_way = find_open_showing(session, practice.id, row.person_id)
    if under_way and under_way.id in row.showing_ids:
        return under_way  # pressed twice
    is_open = read_window(session, practice, row.person_id).state(now) is WindowState.OPEN
    if not is_open or not begin_test(session, practice, row, now):
        return None
    return show_in_test(session, practice, row, now, secrets.randbelow(SEEDS))


def _note_wish(session: Session, row: Disagreement) -> None:
    """Where new exercises are too few for a test; a preview lacks nothing."""
    practice = visit_practice(session, request.form.get("practice", ""))
    if practice is None or g.visit.membership.ever_instructor:
        return
    if lacks_exercises(session, practice, row.person_id, row.skill_id):
        record_wish(session, row.context_id, row.skill_id)

"""A worksheet is given to its learners, or taken back: at once where they are few, else by a job
whose progress the page shows.
"""

from __future__ import annotations

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.models import Giving
from lti_tool.queue import JobName
from lti_tool.services import giving, worksheets
from lti_tool.views.giving_page import read_giving
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("giving", __name__)


@blueprint.post("/worksheets/<worksheet_id>/give")
@instructors_only
def give(worksheet_id: str) -> ResponseReturnValue:
    practice_id = request.form.get("practice", "")[:32]
    with wiring().database.write() as session:
        row = worksheets.find_worksheet(session, g.visit.context.id, worksheet_id, lock=True)
        asked = giving.ask_giving(session, row, practice_id, g.visit.person.id, utcnow())
        if asked and _is_long(asked):
            _tell_to_go(session)
    return _go_on(worksheet_id, asked)


@blueprint.get("/worksheets/<worksheet_id>/giving")
@instructors_only
def state(worksheet_id: str) -> ResponseReturnValue:
    """What the page polls while the worksheet is given; then it is loaded anew."""
    with wiring().database.read() as session:
        row = worksheets.find_worksheet(session, g.visit.context.id, worksheet_id)
        page = read_giving(session, row)
        if page is None or not page.open:
            return Response(headers={"HX-Refresh": "true"})
        return render_template("worksheets/_giving.html", giving=page, worksheet_id=worksheet_id)


@blueprint.post("/worksheets/<worksheet_id>/giving/stop")
@instructors_only
def stop(worksheet_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        _find(session, worksheet_id)
        giving.stop_giving(session, worksheet_id, utcnow())
    return _back(worksheet_id)


@blueprint.post("/worksheets/<worksheet_id>/giving/go-on")
@instructors_only
def go_on(worksheet_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        _find(session, worksheet_id)
        stopped = giving.go_on_giving(session, worksheet_id)
    return _go_on(worksheet_id, stopped)


@blueprint.post("/worksheets/<worksheet_id>/giving/take-back")
@instructors_only
def take_back(worksheet_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        _find(session, worksheet_id)
        taken = giving.take_back(session, worksheet_id)
        if _is_long(taken):
            _tell_to_go(session)
    return _go_on(worksheet_id, taken)


def _find(session: Session, worksheet_id: str) -> None:
    """Raises `NotFoundError` where it is not of this course."""
    worksheets.find_worksheet(session, g.visit.context.id, worksheet_id)


def _go_on(worksheet_id: str, found: Giving | None) -> ResponseReturnValue:
    if found is not None and (_is_long(found) or _take_step(found.id)):
        wiring().queue.ring(JobName.GIVE_WORKSHEET, found.id)
    return _back(worksheet_id)


def _is_long(found: Giving) -> bool:
    return found.total - found.done > giving.AT_ONCE


def _take_step(giving_id: str) -> bool:
    """Whether there is more to do."""
    with wiring().database.read() as session:
        step = giving.read_step(session, giving_id)
    with wiring().database.write() as session:
        more = giving.keep_step(session, giving_id, step, utcnow())
        if more:
            giving.give_back_run(session, giving_id)
    return more


def _tell_to_go(session: Session) -> None:
    add_notice(session, gettext("You may close this page; the work goes on."))


def _back(worksheet_id: str) -> ResponseReturnValue:
    return redirect(
        url_for("worksheets.show", worksheet_id=worksheet_id, _anchor="give-title"), 303
    )

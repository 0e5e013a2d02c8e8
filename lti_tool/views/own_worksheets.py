"""The learner's worksheet in a practice: a short list with reasons, worked through one by one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.errors import NotFoundError
from lti_tool.models import Practice, Worksheet, WorksheetState
from lti_tool.queue import JobName, QueueName
from lti_tool.services.own_worksheets import (
    Place,
    ask_own_worksheet,
    begin_own_worksheet,
    bring_back,
    find_own_worksheet,
    find_put_away,
    list_places,
    stop_own_worksheet,
    was_taken_back,
)
from lti_tool.services.showings import lock_learner
from lti_tool.services.skills import name_skills
from lti_tool.services.windows import WindowState, read_window, require_open
from lti_tool.views import worksheet_words
from lti_tool.views.exercise_words import KINDS
from lti_tool.views.learn import SEEDS, start_next
from lti_tool.views.learn_visit import page_url, require_practice, sheet_url
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("own_worksheets", __name__)


@dataclass(frozen=True, slots=True)
class OwnSheetPage:
    """`row` None: none was ever asked for. `given`: by an instructor. `away` is one that the
    learner put away."""

    practice: Practice
    row: Worksheet | None
    away: Worksheet | None
    places: list[Place]
    names: dict[str, str]
    open: bool
    given: bool
    queue_away: bool

    @property
    def state(self) -> str:
        return self.row.state.value if self.row else "none"

    @property
    def minutes(self) -> int:
        return max(1, round(sum(place.minutes for place in self.places)))

    @property
    def over(self) -> int:
        """Slots that nothing more is to be done about."""
        return sum(place.outcome not in ("to_come", "open") for place in self.places)


@blueprint.get("/learn/worksheet")
def page() -> ResponseReturnValue:
    """The page, or what of it a page polls while the worksheet is being planned."""
    with wiring().database.read() as session:
        practice = require_practice(session, request.args.get("practice", ""))
        shown = _read_page(session, practice)
    part = "HX-Request" in request.headers
    return render_template(
        "learn/_worksheet.html" if part else "learn/worksheet.html",
        page=shown,
        page_url=page_url,
        sheet_url=sheet_url,
        kinds={kind: str(label) for kind, label in KINDS.items()},
        words=worksheet_words,
    )


def _read_page(session: Session, practice: Practice) -> OwnSheetPage:
    person_id = g.visit.person.id
    row = find_own_worksheet(session, practice.id, person_id)
    window = read_window(session, practice, person_id)
    return OwnSheetPage(
        practice=practice,
        row=row,
        away=find_put_away(session, practice.id, person_id),
        places=list_places(session, practice, row) if row else [],
        names=name_skills(session, practice.context_id),
        open=window.state(utcnow()) is WindowState.OPEN,
        given=bool(row and row.asked_by != person_id),
        queue_away=wiring().queue.depth(QueueName.WORK) is None,
    )


@blueprint.post("/learn/worksheet")
def ask() -> ResponseReturnValue:
    person_id = g.visit.person.id
    with wiring().database.write() as session:
        practice = require_practice(session, request.form.get("practice", ""))
        lock_learner(session, practice.context_id, person_id)
        require_open(read_window(session, practice, person_id), utcnow())
        row = ask_own_worksheet(session, practice, person_id, secrets.randbelow(SEEDS))
        waits = row.state is WorksheetState.WAITING
    if waits:
        wiring().queue.ring(JobName.PLAN_WORKSHEET, row.id)
    return redirect(sheet_url(practice), 303)


@blueprint.post("/learn/worksheet/<worksheet_id>/begin")
def begin(worksheet_id: str) -> ResponseReturnValue:
    """Also goes on; pressed twice it leads to the same exercise."""
    with wiring().database.write() as session:
        practice, row = _own(session, worksheet_id)
        require_open(read_window(session, practice, g.visit.person.id), utcnow())
        if row.state is WorksheetState.DROPPED:
            return _say_gone(session, practice, row)
        begin_own_worksheet(session, row, utcnow())
        showing = start_next(session, practice, beyond=False)
        is_over = row.state is WorksheetState.DONE
    if showing is None or is_over:
        return redirect(sheet_url(practice), 303)
    return redirect(url_for("exercise.page", showing_id=showing.id), 303)


@blueprint.post("/learn/worksheet/<worksheet_id>/stop")
def stop(worksheet_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        practice, row = _own(session, worksheet_id)
        stop_own_worksheet(session, row, utcnow())
    return redirect(sheet_url(practice), 303)


@blueprint.post("/learn/worksheet/<worksheet_id>/back")
def back(worksheet_id: str) -> ResponseReturnValue:
    """After it was put away."""
    with wiring().database.write() as session:
        practice, row = _own(session, worksheet_id)
        if was_taken_back(session, row):
            return _say_gone(session, practice, row)
        bring_back(session, row)
    return redirect(sheet_url(practice), 303)


def _say_gone(session: Session, practice: Practice, row: Worksheet) -> ResponseReturnValue:
    taken = was_taken_back(session, row)
    words = gettext("Your instructor took this worksheet back.")
    add_notice(session, words if taken else gettext("You had put this worksheet away."), "info")
    return redirect(sheet_url(practice), 303)


def _own(session: Session, worksheet_id: str) -> tuple[Practice, Worksheet]:
    """Under the learner's lock. Raises `NotFoundError` for anybody else's."""
    practice = require_practice(session, request.form.get("practice", ""))
    lock_learner(session, practice.context_id, g.visit.person.id)
    row = find_own_worksheet(session, practice.id, g.visit.person.id, worksheet_id)
    if row is None:
        raise NotFoundError
    return practice, row

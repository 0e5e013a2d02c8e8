"""The class as a table for a spreadsheet, narrowed and sorted as the page is."""

from __future__ import annotations

from collections.abc import Iterator

from flask import g, redirect, request
from flask.typing import ResponseReturnValue

from analytics.types import Mastery
from lti_tool.db import utcnow
from lti_tool.services.class_view import ClassView, read_class
from lti_tool.views.class_filter import filter_args, read_filter
from lti_tool.views.model_words import chances_hidden
from lti_tool.views.people import name_person
from lti_tool.views.sheets import Value, check_kind, give_sheet
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("class_export", __name__)


@blueprint.post("/course/export/<kind>")
@instructors_only
def ask(kind: str) -> ResponseReturnValue:
    """A fresh ticket, however long the page with the button was open."""
    check_kind(kind)
    args = filter_args(read_filter(request.args))
    return redirect(ticketed_url("class_export.give", kind=kind, **args), 303)


@blueprint.get("/course/export/<kind>/class")
@instructors_only
def give(kind: str) -> ResponseReturnValue:
    check_kind(kind)
    now = utcnow()
    with wiring().database.read() as session:
        view = read_class(session, g.visit.context.id, now, read_filter(request.args))
    rows = list(_list_rows(view))
    return give_sheet(kind, "class", now, rows, range(2, len(rows[0])))


def _list_rows(view: ClassView) -> Iterator[list[Value]]:
    """Shares in [0, 1]; a skill that is not known well enough has no figures."""
    head: list[Value] = [gettext("Learner"), gettext("Answers given here")]
    for skill in view.skills:
        head += [
            skill.name,
            gettext("%(skill)s: likely from", skill=skill.name),
            gettext("%(skill)s: likely to", skill=skill.name),
        ]
    yield head
    for row in view.all:
        figures = [value for mastery in row.mastery for value in _show(mastery)]
        yield [name_person(row.person), row.answers, *figures]


def _show(mastery: Mastery) -> tuple[Value, Value, Value]:
    if not mastery.enough or chances_hidden():
        return None, None, None
    return round(mastery.mean, 3), round(mastery.low, 3), round(mastery.high, 3)

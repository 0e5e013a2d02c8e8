"""Who may need a conversation, as a table for a spreadsheet: the signs that the page shows, in the
same words and the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from analytics.shipped_risk import load_model
from lti_tool.db import utcnow
from lti_tool.services.talks import Talk, read_talks
from lti_tool.views.class_filter import read_group
from lti_tool.views.people import name_person
from lti_tool.views.sheets import Value, check_kind, give_sheet
from lti_tool.views.talk_words import DONE, explain_sign
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, ticketed_url, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("talk_export", __name__)


@blueprint.post("/class/talks/export/<kind>")
@instructors_only
def ask(kind: str) -> ResponseReturnValue:
    """A fresh ticket; that the table was taken stands in the audit."""
    check_kind(kind)
    group = read_group(request.args)
    return redirect(ticketed_url("talk_export.give", kind=kind, group=group or None), 303)


@blueprint.get("/class/talks/export/<kind>/talks")
@instructors_only
def give(kind: str) -> ResponseReturnValue:
    check_kind(kind)
    now, group = utcnow(), read_group(request.args)
    with wiring().database.read() as session:
        found = read_talks(session, g.visit.context.id, now, load_model().risk, group)
    return give_sheet(kind, "talks", now, list(_list_rows([*found.open, *found.resting])), ())


def _list_rows(talks: Iterable[Talk]) -> Iterator[list[Value]]:
    yield [
        gettext("Learner"),
        gettext("Signs"),
        gettext("What was done"),
        gettext("Note"),
        gettext("Taken care of until"),
    ]
    for talk in talks:
        contact = talk.contact
        yield [
            name_person(talk.person),
            " ".join(explain_sign(reason) for reason in talk.reasons),
            str(DONE[contact.kind]) if contact else "",
            contact.note if contact else "",
            format_date(contact.until) if contact else "",
        ]

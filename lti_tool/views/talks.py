"""Who may need a conversation: signs in words, how to reach the learner, what was done."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.shipped_risk import load_model
from lti_tool.db import utcnow
from lti_tool.services import contacts
from lti_tool.services.audit import note_audit
from lti_tool.services.course_groups import list_groups
from lti_tool.services.talks import TalksOffError, are_on, read_talks
from lti_tool.views import talk_words
from lti_tool.views.class_filter import read_group
from lti_tool.views.class_page import message_url
from lti_tool.views.notices import add_notice
from lti_tool.views.translate import gettext
from lti_tool.views.visit import instructors_only, visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("talks", __name__)


@blueprint.get("/class/talks")
@instructors_only
def index() -> ResponseReturnValue:
    """Opening it stands in the audit."""
    model, group = load_model(), read_group(request.args)
    with wiring().database.write() as session:
        try:
            found = read_talks(session, g.visit.context.id, utcnow(), model.risk, group)
        except TalksOffError as error:
            return render_template("class/talks_off.html", args={}), error.status
        groups = list_groups(session, g.visit.context.id)
        note_audit(
            session,
            g.visit.person.id,
            "talks.open",
            f"context:{g.visit.context.id}",
            course=g.visit.context.id,
        )
    return render_template(
        "class/talks.html",
        found=found,
        groups=groups,
        args={"group": group} if group else {},
        model=model,
        words=talk_words,
        note_length=contacts.NOTE_LENGTH,
        message_url=lambda person: message_url(g.visit.registration, person),
    )


@blueprint.post("/class/talks")
@instructors_only
def add() -> ResponseReturnValue:
    form = request.form
    with wiring().database.write() as session:
        if not are_on(session):
            raise TalksOffError
        contacts.add_contact(
            session,
            g.visit.context.id,
            form.get("person", ""),
            g.visit.person.id,
            form.get("kind", ""),
            form.get("days", ""),
            form.get("note", ""),
            utcnow(),
        )
        add_notice(session, gettext("Noted. Until then they are listed below."))
    return _back()


@blueprint.post("/class/talks/<contact_id>/undo")
@instructors_only
def undo(contact_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        contacts.remove_contact(session, g.visit.context.id, contact_id)
        add_notice(session, gettext("Taken back."))
    return _back()


def _back() -> ResponseReturnValue:
    group = read_group(request.args)
    return redirect(url_for("talks.index", group=group or None), 303)

"""What the tool keeps about the person who looks: to read, to take along, to ask for its end."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.services.audit import note_audit
from lti_tool.services.learner_export import export_learner
from lti_tool.services.learner_rows import find_learner
from lti_tool.services.people import ask_erasure
from lti_tool.services.pseudonyms import pseudonym_of
from lti_tool.views.json_file import json_file
from lti_tool.views.visit import visit_blueprint
from lti_tool.views.wiring import wiring

blueprint = visit_blueprint("my_data", __name__)


@blueprint.get("/my-data")
def page() -> ResponseReturnValue:
    with wiring().database.read() as session:
        person = find_learner(session, g.visit.person.id)
        found = export_learner(session, person, utcnow())
    return render_template(
        "learn/my_data.html",
        person=person,
        pseudonym=pseudonym_of(person.id),
        platform=found["platform"],
        courses=found["speaks_of"]["courses"],
        counts={name: len(rows) for name, rows in found["rows"].items()},
    )


@blueprint.post("/my-data/export")
def export() -> ResponseReturnValue:
    """By a post: it is written down in the audit."""
    person_id = g.visit.person.id
    with wiring().database.write() as session:
        note_audit(session, person_id, "person.export", f"person:{person_id}")
        session.flush()
        found = export_learner(session, find_learner(session, person_id), utcnow())
    return json_file(found, f"coursewright-{pseudonym_of(person_id)}.json")


@blueprint.post("/my-data/erasure")
def ask() -> ResponseReturnValue:
    with wiring().database.write() as session:
        ask_erasure(session, g.visit.person.id, utcnow())
    return redirect(url_for("my_data.page"), 303)


@blueprint.post("/my-data/keep")
def keep() -> ResponseReturnValue:
    with wiring().database.write() as session:
        ask_erasure(session, g.visit.person.id, None)
    return redirect(url_for("my_data.page"), 303)

"""People: look somebody up, block them or let them in again, export and erase what is kept."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.services import people
from lti_tool.services.audit import note_audit
from lti_tool.services.learner_erasure import erase_learner
from lti_tool.services.learner_export import export_learner
from lti_tool.services.learner_rows import find_learner
from lti_tool.services.pseudonyms import pseudonym_of
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.error_text import tell_error
from lti_tool.views.json_file import json_file
from lti_tool.views.people import name_person
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_people", __name__)


@blueprint.get("/people")
def index() -> ResponseReturnValue:
    words = request.args.get("words", "")
    with wiring().database.read() as session:
        return render_template(
            "admin/people.html",
            words=words,
            found=people.search_people(session, words),
            asking=people.list_asking(session),
            blocked=people.list_blocked(session),
            most=people.MOST_PEOPLE,
            erased="erased" in request.args,
        )


@blueprint.get("/people/<person_id>")
def show(person_id: str) -> ResponseReturnValue:
    return _show_one(person_id)


@blueprint.post("/people/<person_id>/block")
def block(person_id: str) -> ResponseReturnValue:
    try:
        with wiring().database.write() as session:
            person = find_learner(session, person_id)
            people.block_person(session, person, request.form.get("reason", ""), g.admin.id)
    except InvalidInputError as error:
        return _show_one(person_id, error)
    return redirect(url_for("admin_people.show", person_id=person_id), 303)


@blueprint.post("/people/<person_id>/unblock")
def unblock(person_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        people.unblock_person(session, find_learner(session, person_id), g.admin.id)
    return redirect(url_for("admin_people.show", person_id=person_id), 303)


@blueprint.post("/people/<person_id>/export")
def export(person_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        person = find_learner(session, person_id)
        note_audit(session, g.admin.id, "person.export", f"person:{person_id}")
        session.flush()
        found = export_learner(session, person, utcnow())
    return json_file(found, f"coursewright-{pseudonym_of(person_id)}.json")


@blueprint.post("/people/<person_id>/erase")
def erase(person_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        erase_learner(session, find_learner(session, person_id), g.admin.id)
    return redirect(url_for("admin_people.index", erased=1), 303)


def _show_one(person_id: str, error: InvalidInputError | None = None) -> ResponseReturnValue:
    with wiring().database.read() as session:
        person = find_learner(session, person_id)
        page = render_template(
            "admin/person.html",
            person=person,
            name=name_person(person),
            platform=people.platform_of(session, person),
            courses=people.courses_of(session, person_id),
            reason=request.form.get("reason", ""),
            error=tell_error(error) if error else "",
        )
    return page, error.status if error else 200

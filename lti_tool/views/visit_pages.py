"""What every visit has besides its pages: the token of a page without cookie, the language."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from lti_tool.errors import InvalidInputError
from lti_tool.models import Person
from lti_tool.services import sessions, visit_tokens
from lti_tool.views.first_page import first_page_url
from lti_tool.views.locales import LOCALES
from lti_tool.views.visit import load_visit, visit_blueprint
from lti_tool.views.wiring import wiring

handover = Blueprint("handover", __name__)
blueprint = visit_blueprint("visit", __name__)


@handover.post("/s/<visit_id>/token")
def trade(visit_id: str) -> ResponseReturnValue:
    """A token for the one-use handover code that stood in the first page's fragment."""
    g.framed_by = load_visit(visit_id).registration
    code = request.headers.get("X-Handover", "")
    with wiring().database.write() as session:
        row = sessions.redeem_handover(session, visit_id, code)
    return jsonify(token=visit_tokens.issue_token(wiring().settings.secret_key, row))


@blueprint.post("/language")
def choose_language() -> ResponseReturnValue:
    wanted = request.form.get("locale", "")
    if wanted not in LOCALES:
        raise InvalidInputError("This language is not among those that the tool speaks.")
    with wiring().database.write() as session:
        session.get_one(Person, g.visit.person.id).locale = wanted
    return redirect(first_page_url(g.visit.session, g.visit.is_instructor), 303)

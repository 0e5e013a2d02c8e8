"""Refused launches: by the reference number that a person was shown, or the latest of all."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.services.refusals import KEPT, MOST_OF_A_PLATFORM, list_refusals
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.refusal_words import advise
from lti_tool.views.wiring import wiring

MOST_LINES = 100

blueprint = admin_blueprint("admin_refusals", __name__)


@blueprint.get("/refusals")
def index() -> ResponseReturnValue:
    reference = request.args.get("reference", "").strip().lower()
    known = reference if reference.isascii() and reference.isalnum() else ""
    with wiring().database.read() as session:
        lines = [] if reference and not known else list_refusals(session, MOST_LINES, known)
    return render_template(
        "admin/refusals.html",
        lines=lines,
        reference=reference,
        advise=advise,
        most_lines=MOST_LINES,
        most_kept=MOST_OF_A_PLATFORM,
        days=KEPT.days,
    )

"""How long what is kept."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from lti_tool.errors import InvalidInputError
from lti_tool.services.retention import RULES, choose_days, list_rules
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.error_text import tell_error
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_retention", __name__)

WORDS = {
    "visits": _l("Visits, after their last request"),
    "refusals": _l("Refused launches (at most 30 days)"),
    "invites": _l("Sign-in and registration links that expired"),
    "typed": _l("Answers that were typed and never sent"),
    "statements": _l("What other tools sent about people whom the platform never named"),
    "drafts": _l("Drafts that were rejected or failed a check"),
    "learning": _l("Answers, scores and grades of courses that nobody has opened since"),
    "audit": _l("The audit"),
}


@blueprint.get("/retention")
def index() -> ResponseReturnValue:
    return _show()


@blueprint.post("/retention")
def change() -> ResponseReturnValue:
    days = {name: request.form.get(name, "") for name in RULES}
    try:
        with wiring().database.write() as session:
            choose_days(session, days, g.admin.id)
    except InvalidInputError as error:
        return _show(days, error)
    return redirect(url_for("admin_retention.index", saved=1), 303)


def _show(
    typed: dict[str, str] | None = None, error: InvalidInputError | None = None
) -> ResponseReturnValue:
    with wiring().database.read() as session:
        rules = list_rules(session)
    page = render_template(
        "admin/retention.html",
        rules=rules,
        words=WORDS,
        typed=typed or {kept.name: kept.days for kept in rules},
        saved="saved" in request.args,
        error=tell_error(error) if error else "",
    )
    return page, error.status if error else 200

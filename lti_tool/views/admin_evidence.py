"""Keys of other tools: make one, see it once, revoke it; what they sent and what waits."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.models import Context
from lti_tool.services.evidence_keys import KeyForm, NewKey, list_keys, make_key, revoke_key
from lti_tool.services.registrations import list_registrations
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.audit_words import describe_actor
from lti_tool.views.error_text import tell_error
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_evidence", __name__)
EMPTY = KeyForm("")


@blueprint.get("/evidence")
def index() -> ResponseReturnValue:
    return _show()


@blueprint.post("/evidence/keys")
def make() -> ResponseReturnValue:
    """Answers with the secret at once: it is stored nowhere, so that no redirect can show it."""
    registration_id, _, context_id = request.form.get("scope", "").partition("/")
    label, by_email = request.form.get("label", ""), request.form.get("by_email") == "yes"
    form = KeyForm(registration_id, context_id, label, by_email)
    try:
        with wiring().database.write() as session:
            made = make_key(session, form, g.admin.id)
    except (InvalidInputError, NotFoundError) as error:
        return _show(form=form, error=error)
    return _show(made=made)


@blueprint.post("/evidence/keys/<key_id>/revoke")
def revoke(key_id: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        revoke_key(session, key_id, utcnow(), g.admin.id)
    return redirect(url_for("admin_evidence.index", revoked=1), 303)


def _show(
    made: NewKey | None = None,
    form: KeyForm = EMPTY,
    error: InvalidInputError | NotFoundError | None = None,
) -> ResponseReturnValue:
    with wiring().database.read() as session:
        courses = session.scalars(select(Context).order_by(Context.title, Context.id)).all()
        page = render_template(
            "admin/evidence.html",
            lines=list_keys(session),
            registrations=list_registrations(session),
            courses=courses,
            made=made,
            form=form,
            error=tell_error(error) if error else "",
            revoked="revoked" in request.args,
            base_url=wiring().settings.base_url,
            describe_actor=describe_actor,
        )
    return page, error.status if error else 200

"""Whether instructors are shown signs that a learner may need a conversation."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analytics.shipped_risk import load_model
from lti_tool.services.audit import note_audit
from lti_tool.services.talks import are_on, switch
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_talks", __name__)


@blueprint.get("/signs")
def index() -> ResponseReturnValue:
    with wiring().database.read() as session:
        return render_template("admin/talks.html", on=are_on(session), model=load_model())


@blueprint.post("/signs")
def change() -> ResponseReturnValue:
    on = request.form.get("on") == "yes"
    with wiring().database.write() as session:
        switch(session, on=on)
        note_audit(session, g.admin.id, "talks.switch", "talks", on=on)
    return redirect(url_for("admin_talks.index"), 303)

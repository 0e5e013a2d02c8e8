"""An audit of the learner model: its errors by groups that an admin names in a file.

The file is read within the request and forgotten with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.errors import InvalidInputError
from lti_tool.services.audit import note_audit
from lti_tool.services.group_audits import (
    LabelsError,
    label_people,
    list_predictions,
    match_people,
    read_labels,
)
from lti_tool.services.registrations import find_registration, list_registrations
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.error_text import tell_error
from lti_tool.views.wiring import wiring

if TYPE_CHECKING:
    from analytics.group_audit import GroupReport

blueprint = admin_blueprint("admin_groups", __name__)


@blueprint.get("/groups")
def index() -> ResponseReturnValue:
    return _show()


@blueprint.post("/groups")
def audit() -> ResponseReturnValue:
    registration_id, file = request.form.get("registration", ""), request.files.get("labels")
    try:
        labels = read_labels(file.read() if file else b"")
    except LabelsError as error:
        return _show(error=error)
    from analytics.group_audit import audit_groups

    with wiring().database.read() as session:
        find_registration(session, registration_id)
        cases = list(list_predictions(session, registration_id))
        people = match_people(session, registration_id, labels.users)
    reports = {
        name: audit_groups(cases, label_people(people, found))
        for name, found in labels.attributes.items()
    }
    with wiring().database.write() as session:
        note_audit(session, g.admin.id, "groups.audit", f"registration:{registration_id}")
    return _show(reports, len(labels.users) - len(people))


def _show(
    reports: dict[str, GroupReport] | None = None,
    unknown: int = 0,
    error: InvalidInputError | None = None,
) -> ResponseReturnValue:
    with wiring().database.read() as session:
        registrations = list_registrations(session)
    page = render_template(
        "admin/groups.html",
        registrations=registrations,
        reports=reports or {},
        unknown=unknown,
        error=tell_error(error) if error else "",
    )
    return page, error.status if error else 200

"""The launch doctor's page: it asks the platforms only when an admin says so."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.queue import QueueName
from lti_tool.services.doctor import examine_registration, examine_site
from lti_tool.services.model_choice import default_models
from lti_tool.services.registration_checks import Finding
from lti_tool.services.registrations import list_registrations
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.registration_check import tell_finding
from lti_tool.views.tool_urls import came_as
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_doctor", __name__)


@blueprint.get("/doctor")
def index() -> ResponseReturnValue:
    return render_template("admin/doctor.html", site=None, sections=[])


@blueprint.post("/doctor")
def examine() -> ResponseReturnValue:
    database, settings, now = wiring().database, wiring().settings, utcnow()
    with database.read() as session:
        rows = list_registrations(session)
    depths = {name.value: wiring().queue.depth(name) for name in QueueName}
    found = examine_site(database, depths, default_models(settings), settings.outgoing_proxy, now)
    site = [_check_address(), *found]
    vault, allowed, base = settings.vault, settings.permitted, settings.base_url
    sections = [
        (row.name or row.issuer, examine_registration(database, vault, allowed, base, row.id, now))
        for row in rows
    ]
    return render_template(
        "admin/doctor.html",
        site=[tell_finding(one) for one in site],
        sections=[(name, [tell_finding(one) for one in found]) for name, found in sections],
    )


def _check_address() -> Finding:
    """Scheme and host as the proxies hand them on."""
    seen, url = came_as(), wiring().settings.base_url
    if seen == url:
        return Finding("address_agrees", True, {"url": url})
    return Finding("address_differs", False, {"url": url, "seen": seen})

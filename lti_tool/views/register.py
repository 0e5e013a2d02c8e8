"""Dynamic registration: opened in the platform's frame by its admin, with an invitation of ours."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.lti.http import make_session
from lti_tool.lti.origins import origin
from lti_tool.services import invites
from lti_tool.services.private_hosts import permit
from lti_tool.views.tool_urls import list_tool_addresses
from lti_tool.views.wiring import wiring

LARGEST_BYTES = 256 * 1024

blueprint = Blueprint("register", __name__, url_prefix="/lti")


@blueprint.get("/register/<token>")
def register(token: str) -> ResponseReturnValue:
    settings, database, now = wiring().settings, wiring().database, utcnow()
    with database.read() as session:
        invite = invites.find_invite(session, token, now)
        permitted = permit(session, settings.permitted, {invite.allowed_host} - {""})
    asked = _read_asked()
    http = make_session(LARGEST_BYTES, permitted)
    platform = invites.fetch_invited(http, asked, permitted, settings.allow_http)
    g.framed_by = invites.register_invited(
        database,
        settings.vault,
        http,
        invite,
        platform,
        asked,
        list_tool_addresses(),
        now,
    )
    return render_template(
        "register/done.html",
        registration=g.framed_by,
        platform=origin(asked.configuration_url),
        is_update=g.framed_by.created_at < now,
    )


def _read_asked() -> invites.Asked:
    url = request.args.get("openid_configuration", "")
    if not url:
        raise InvalidInputError(
            "Open this address from your platform's page of tools: it adds what the tool has to "
            "know. In Moodle: Site administration, Plugins, External tool, Manage tools."
        )
    return invites.Asked(url, request.args.get("registration_token", ""))

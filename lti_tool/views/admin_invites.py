"""Registration links that wait for their platform: make one, withdraw one."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import InvalidInputError
from lti_tool.services.registration_invites import (
    InviteNotPendingError,
    invite_registration,
    revoke_invite,
)
from lti_tool.views.admin_session import admin_blueprint
from lti_tool.views.registrations_page import show_registrations
from lti_tool.views.wiring import wiring

blueprint = admin_blueprint("admin_invites", __name__)


@blueprint.post("/registrations/invites")
def make() -> ResponseReturnValue:
    host, vault = request.form.get("allowed_host", ""), wiring().settings.vault
    try:
        with wiring().database.write() as session:
            invite_registration(session, vault, utcnow(), g.admin.id, host)
    except InvalidInputError as error:
        return show_registrations(allowed_host=host, invite_error=error)
    return _back("invited")


@blueprint.post("/registrations/invites/<invite_id>/revoke")
def revoke(invite_id: str) -> ResponseReturnValue:
    try:
        with wiring().database.write() as session:
            revoke_invite(session, invite_id, utcnow(), g.admin.id)
    except InviteNotPendingError as error:
        return show_registrations(invite_error=error)
    return _back("revoked")


def _back(saved: str) -> ResponseReturnValue:
    return redirect(url_for("admin_registrations.index", saved=saved, _anchor="link-part"), 303)

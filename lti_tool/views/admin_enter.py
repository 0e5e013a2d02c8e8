"""Signing in by a one-time link: looking at it (as link previews do) does not use it up."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import ToolError
from lti_tool.services import admins
from lti_tool.views.admin_session import set_admin_secret, show_admin_error
from lti_tool.views.wiring import wiring

blueprint = Blueprint("admin_enter", __name__, url_prefix="/admin/enter")
blueprint.register_error_handler(ToolError, show_admin_error)


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    with wiring().database.read() as session:
        admins.check_invite(session, token, utcnow())
    return render_template("admin/enter.html", token=token)


@blueprint.post("/<token>")
def enter(token: str) -> ResponseReturnValue:
    with wiring().database.write() as session:
        secret = admins.enter_admin(session, token, utcnow())
    answer = make_response(redirect(url_for("admin.overview"), 303))
    set_admin_secret(answer, secret)
    return answer

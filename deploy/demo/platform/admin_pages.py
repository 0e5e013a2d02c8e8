"""The admin's page of tools: register one by its address, activate it, the web-service token."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from deploy.demo.platform.registration import make_registration_token
from deploy.demo.platform.rows import Tool
from deploy.demo.platform.sign_in import check_sesskey, require_admin
from deploy.demo.platform.site import site

admin_pages = Blueprint("admin", __name__)


@admin_pages.get("/admin/tools")
def show_tools() -> ResponseReturnValue:
    require_admin()
    with site().database.read() as rows:
        tools = rows.scalars(select(Tool).order_by(Tool.id)).all()
    return render_template(
        "tools.html",
        tools=tools,
        token=site().webservice_token,
        address=f"{site().url}/webservice/rest/server.php",
    )


@admin_pages.get("/mod/lti/startltiadvregistration.php")
def start_registration() -> ResponseReturnValue:
    """Sends the frame to the tool's registration address, as Moodle's *Manage tools* does; with
    `type`, to change that tool's registration."""
    require_admin()
    check_sesskey()
    url = request.args.get("url", "")
    if not url.startswith(("http://", "https://")):
        abort(400, "A registration address begins with http:// or https://.")
    with site().database.read() as rows:
        tool = rows.get(Tool, request.args.get("type", 0, type=int))
    query = {
        "openid_configuration": f"{site().url}/mod/lti/openid-configuration.php",
        "registration_token": make_registration_token(tool),
    }
    return redirect(f"{url}{'&' if '?' in url else '?'}{urlencode(query)}")


@admin_pages.get("/admin/tools/register")
def show_registration() -> ResponseReturnValue:
    require_admin()
    address = f"{url_for('.start_registration')}?{urlencode(request.args)}"
    return render_template("frame.html", course=None, title="Register a tool", address=address)


@admin_pages.post("/admin/tools/<int:tool_id>")
def change_tool(tool_id: int) -> ResponseReturnValue:
    """`do` is activate or deactivate."""
    require_admin()
    check_sesskey()
    with site().database.write() as rows:
        tool = rows.get(Tool, tool_id)
        if tool is None:
            abort(404, "There is no such tool.")
        tool.active = request.form.get("do") == "activate"
    return redirect(url_for(".show_tools"), 303)

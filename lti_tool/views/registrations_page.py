"""The list of registrations with all that leads to a new one; several views answer with it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.errors import ToolError
from lti_tool.services.registration_invites import list_pending
from lti_tool.services.registrations import list_registrations
from lti_tool.services.site_settings import list_permitted_hosts
from lti_tool.views.audit_words import describe_actor
from lti_tool.views.error_text import tell_error
from lti_tool.views.wiring import wiring


def show_registrations(
    hosts: str | None = None,
    allowed_host: str = "",
    hosts_error: ToolError | None = None,
    invite_error: ToolError | None = None,
) -> ResponseReturnValue:
    """`hosts` and `allowed_host` are what was typed, where it could not be kept."""
    settings = wiring().settings
    with wiring().database.read() as session:
        page = render_template(
            "admin/registrations.html",
            rows=list_registrations(session),
            invites=list_pending(session, settings.vault, utcnow()),
            link_stem=f"{settings.base_url}/lti/register/",
            describe_actor=describe_actor,
            allowed_host=allowed_host,
            invite_error=tell_error(invite_error) if invite_error else "",
            hosts="\n".join(list_permitted_hosts(session)) if hosts is None else hosts,
            fixed_hosts=sorted(settings.permitted_hosts),
            hosts_error=tell_error(hosts_error) if hosts_error else "",
            saved=request.args.get("saved", ""),
        )
    failed = hosts_error or invite_error
    return page, failed.status if failed else 200

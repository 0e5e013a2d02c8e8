"""The lower rungs of a launch's ladder: the platform's storage, then a tab of its own.

Specifications: LTI Client Side postMessages (lti-cs-pm), Platform Storage (lti-pm-s) and OIDC
Login with them (lti-cs-oidc), each 0.1. What is stored is the secret that the login's cookies
hold, under a name made of its state: so the proof is the same on every rung.
"""

from __future__ import annotations

from flask import Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.lti.errors import OtherBrowserError
from lti_tool.lti.state import digest
from lti_tool.services.logins import Begun, begin_login
from lti_tool.services.restarts import find_unbound
from lti_tool.views.login_cookies import PROOF_FIELD, bind_browser, mark_restart
from lti_tool.views.platform_places import describe_place
from lti_tool.views.tool_urls import launch_url
from lti_tool.views.wiring import wiring


def answer_login(begun: Begun, storage_target: str) -> Response:
    """A plain redirect: Moodle's session cookie is lost if its own pages are left for another.
    Only a platform that stores for tools gets a page in between, which stores and goes on."""
    if storage_target:
        g.framed_by = begun.registration
        response = make_response(
            render_template(
                "lti/store.html",
                place=_describe_place(storage_target, begun.url, begun.secrets.state),
                secret=begun.secrets.browser,
                url=begun.url,
            )
        )
    else:
        response = make_response(redirect(begun.url, 302))
    bind_browser(response, begun.secrets)
    return response


def fall_back(error: OtherBrowserError, state: str) -> ResponseReturnValue:
    """For a launch without a cookie: ask the platform's storage, once; then offer a new tab."""
    with wiring().database.read() as session:
        unbound = find_unbound(session, state, utcnow())
    if unbound.storage_target and PROOF_FIELD not in request.form:
        return render_template(
            "lti/stored.html",
            place=_describe_place(unbound.storage_target, unbound.auth_login_url, state),
            fields={"id_token": request.form.get("id_token", ""), "state": state},
            proof_field=PROOF_FIELD,
        )
    if unbound.restart.is_possible and not _fills_its_tab():
        g.restart_state = state
    raise error


def restart_login(state: str) -> ResponseReturnValue:
    """In the new tab. Raises `StateUnknownError`, `OtherBrowserError` where nothing can begin."""
    with wiring().database.write() as session:
        restart = find_unbound(session, state, utcnow()).restart
        if restart.login:
            begun = begin_login(session, restart.login, launch_url(), utcnow(), restarted=True)
            return answer_login(begun, "")
    if not restart.start_url:
        raise OtherBrowserError("restart", "a login that can begin anew", "none")
    response = make_response(redirect(restart.start_url, 302))
    mark_restart(response)
    return response


def _describe_place(target: str, platform_url: str, state: str) -> dict[str, str]:
    return describe_place(target, platform_url, f"cw_{digest(state)[:32]}")


def _fills_its_tab() -> bool:
    """Then another tab would lose the cookie as well."""
    return request.headers.get("Sec-Fetch-Dest") == "document"

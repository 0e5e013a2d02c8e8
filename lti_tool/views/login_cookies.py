"""The cookies that bind a login to its browser until the launch, one pair a login.

One is partitioned, for frames of another site; one is not, for browsers that lose partitioned
cookies on the way through the platform, and for a platform that opens the tool in its own window.
"""

from __future__ import annotations

from flask import Response, request

from lti_tool.lti.state import LOGIN_SECONDS, LoginSecrets, digest
from lti_tool.services.logins import Rung
from lti_tool.settings import Settings
from lti_tool.views.visit_cookies import prefixed, set_partitioned, set_plain
from lti_tool.views.wiring import wiring

PROOF_FIELD = "stored"
RESTART_COOKIE = "cw-restart"
RESTART_SECONDS = 120


def bind_browser(response: Response, secrets: LoginSecrets) -> None:
    _set_pair(response, secrets.state, secrets.browser, LOGIN_SECONDS)


def unbind_browser(response: Response, state: str) -> None:
    _set_pair(response, state, "", 0)


def read_browser(state: str) -> dict[Rung, str]:
    """What this browser brings to prove that it began the login: cookies, or what the launch
    page's script found in the platform's storage."""
    partitioned, whole = _names(wiring().settings, state)
    brought = {
        Rung.PARTITIONED: request.cookies.get(partitioned),
        Rung.UNPARTITIONED: request.cookies.get(whole),
        Rung.STORAGE: request.form.get(PROOF_FIELD),
    }
    return {rung: value for rung, value in brought.items() if value}


def mark_restart(response: Response) -> None:
    """For the login that the platform begins in this new tab: first-party, so without more ado."""
    _set_mark(response, "1", RESTART_SECONDS)


def unmark_restart(response: Response) -> None:
    _set_mark(response, "", 0)


def is_marked_restart() -> bool:
    """Not in a frame: browsers that let a frame keep no cookie may send it what a tab has kept."""
    framed = request.headers.get("Sec-Fetch-Dest") == "iframe"
    return not framed and prefixed(wiring().settings, RESTART_COOKIE) in request.cookies


def _set_mark(response: Response, value: str, max_age: int) -> None:
    settings = wiring().settings
    response.set_cookie(
        prefixed(settings, RESTART_COOKIE),
        value,
        max_age=max_age,
        secure=not settings.allow_http,
        httponly=True,
        samesite=None if settings.allow_http else "None",
    )


def _set_pair(response: Response, state: str, value: str, max_age: int) -> None:
    settings = wiring().settings
    partitioned, whole = _names(settings, state)
    set_partitioned(response, partitioned, value, max_age)
    if settings.allow_http:
        set_plain(response, whole, value, max_age)
        return
    response.set_cookie(whole, value, max_age=max_age, secure=True, httponly=True, samesite="None")


def _names(settings: Settings, state: str) -> tuple[str, str]:
    stem = prefixed(settings, f"cw-login-{digest(state)[:16]}")
    return stem, f"{stem}-whole"

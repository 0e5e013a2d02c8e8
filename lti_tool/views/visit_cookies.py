"""The cookies that hold a visit's secret, one pair a visit: two tabs do not collide.

The partitioned one works in a frame of another site; on plain http (loopback only) a second one
without `Secure` serves clients that send no secure cookies over http.
"""

from __future__ import annotations

from flask import Response, request

from lti_tool.settings import Settings
from lti_tool.views.wiring import wiring

KEEP_VISITS = 8


def set_secret(response: Response, visit_id: str, secret: str) -> None:
    settings = wiring().settings
    _forget_old_visits(response, settings)
    age = settings.session_minutes * 60
    set_partitioned(response, _name(settings, visit_id), secret, age)
    if settings.allow_http:
        set_plain(response, f"{_name(settings, visit_id)}-plain", secret, age)


def read_secret(visit_id: str) -> list[str]:
    name = _name(wiring().settings, visit_id)
    return [value for key in (name, f"{name}-plain") if (value := request.cookies.get(key))]


def prefixed(settings: Settings, name: str) -> str:
    return name if settings.allow_http else f"__Host-{name}"


def set_partitioned(response: Response, name: str, value: str, max_age: int) -> None:
    """Browsers count loopback as secure, so that `Secure` holds for http there too."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )


def set_plain(response: Response, name: str, value: str, max_age: int) -> None:
    response.set_cookie(name, value, max_age=max_age, httponly=True)


def _name(settings: Settings, visit_id: str) -> str:
    return prefixed(settings, f"cw-visit-{visit_id}")


def _forget_old_visits(response: Response, settings: Settings) -> None:
    """Browsers cap a site's cookies, proxies a request's headers: keep the last few visits'."""
    stem = _name(settings, "")
    held = [name for name in request.cookies if name.startswith(stem)]
    for name in held[: max(0, len(held) - KEEP_VISITS)]:
        plain = name.endswith("-plain")
        response.set_cookie(
            name,
            "",
            max_age=0,
            secure=not plain,
            httponly=True,
            samesite=None if plain else "None",
            partitioned=not plain,
        )

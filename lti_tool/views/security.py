"""Headers of every answer: a strict content policy, and who may show the tool in a frame."""

from __future__ import annotations

from flask import Flask, Response, g, request

from lti_tool.lti.origins import origin
from lti_tool.models import Registration

LAUNCHED = ("lti", "register")  # shown in the platform's frame before the platform is known
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


def install_security(app: Flask) -> None:
    app.after_request(_set_headers)


def allow_form_to(url: str) -> None:
    """Let this answer's form post to `url`'s origin (a deep linking answer)."""
    g.form_origins = [*g.get("form_origins", []), origin(url)]


def _set_headers(response: Response) -> Response:
    forms = " ".join(["'self'", *g.get("form_origins", [])])
    policy = POLICY | {"form-action": forms, "frame-ancestors": _framers(response)}
    response.headers["Content-Security-Policy"] = "; ".join(f"{k} {v}" for k, v in policy.items())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _framers(response: Response) -> str:
    """The platform of this visit or launch. An error before that is known, or after the visit has
    ended, may be framed by anybody: it has no control to click and its reader sits in the
    platform's frame."""
    registration = g.get("framed_by")
    if registration is not None:
        return " ".join(["'self'", *_origins(registration)])
    framed = request.blueprint in LAUNCHED or "visit_id" in g
    return "*" if response.status_code >= 400 and framed else "'none'"


def _origins(registration: Registration) -> list[str]:
    """The issuer may be a mere name; the login page is where the platform's pages really are."""
    urls = (registration.issuer, registration.auth_login_url)
    visit = g.get("visit")
    urls += (visit.session.return_url,) if visit else ()
    return sorted({found for url in urls if (found := origin(url))})

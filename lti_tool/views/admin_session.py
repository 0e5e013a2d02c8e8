"""Who may see the administration: a first-party cookie, and a signed field in every form."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import NamedTuple

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, Signer
from markupsafe import Markup

from lti_tool.db import utcnow
from lti_tool.errors import ToolError
from lti_tool.services.admins import SESSION_AGE, find_admin
from lti_tool.views.error_text import tell_error
from lti_tool.views.visit import SAFE_METHODS
from lti_tool.views.visit_cookies import prefixed
from lti_tool.views.wiring import wiring

FIELD = "admin_token"


class NotAdminError(ToolError):
    code = "not_admin"
    status = 401
    message = (
        "You are not signed in as an administrator, or your session has ended. Sign in by a new "
        "link; whoever runs the installation makes one: coursewright admin invite NAME"
    )


class ForgedAdminFormError(ToolError):
    code = "admin_form_old"
    status = 403
    message = "This form belongs to another session. Reload the page and send it again."


class MenuEntry(NamedTuple):
    key: str
    endpoint: str
    label: str


MENU = [
    MenuEntry("overview", "admin.overview", _l("Overview")),
    MenuEntry("registrations", "admin_registrations.index", _l("Registrations")),
    MenuEntry("evidence", "admin_evidence.index", _l("Other tools")),
    MenuEntry("refusals", "admin_refusals.index", _l("Refused launches")),
    MenuEntry("doctor", "admin_doctor.index", _l("Launch doctor")),
    MenuEntry("people", "admin_people.index", _l("People")),
    MenuEntry("audit", "admin_audit.index", _l("Audit")),
    MenuEntry("retention", "admin_retention.index", _l("Retention")),
    MenuEntry("talks", "admin_talks.index", _l("Signs for conversations")),
    MenuEntry("models", "admin_models.index", _l("Models")),
    MenuEntry("groups", "admin_groups.index", _l("Errors by group")),
    MenuEntry("queues", "admin_queues.index", _l("Queues")),
]


def admin_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint whose pages are for signed-in admins; `g.admin` is who it is."""
    blueprint = Blueprint(name, import_name, url_prefix="/admin")
    blueprint.before_request(_authorise)
    blueprint.register_error_handler(ToolError, show_admin_error)
    blueprint.record_once(_install_globals)
    return blueprint


def set_admin_secret(response: Response, secret: str) -> None:
    settings = wiring().settings
    response.set_cookie(
        _cookie(),
        secret,
        max_age=int(SESSION_AGE.total_seconds()),
        secure=not settings.allow_http,
        httponly=True,
        samesite="Lax",
    )


def forget_admin_secret(response: Response) -> None:
    secure = not wiring().settings.allow_http
    response.delete_cookie(_cookie(), secure=secure, httponly=True, samesite="Lax")


def admin_secret() -> str:
    return request.cookies.get(_cookie(), "")


def admin_fields() -> Markup:
    """The hidden field that every form of the administration holds."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format(FIELD, _signer().sign(g.admin.id).decode())


def admin_menu() -> list[MenuEntry]:
    return MENU


def admin_home(key: str = "") -> str:
    """The page of a menu entry; the overview where there is none."""
    entry = next((entry for entry in MENU if entry.key == key), MENU[0])
    return url_for(entry.endpoint)


def show_admin_error(error: ToolError) -> ResponseReturnValue:
    """Within the administration's own frame, so that its menu leads on."""
    g.error_code = error.code
    template = "admin/error.html" if g.get("admin") else "admin/signed_out.html"
    return render_template(template, error=error, text=tell_error(error)), error.status


def _authorise() -> None:
    with wiring().database.read() as session:
        g.admin = find_admin(session, admin_secret(), utcnow())
    if g.admin is None:
        raise NotAdminError
    if request.method not in SAFE_METHODS and not _has_field():
        raise ForgedAdminFormError


def _has_field() -> bool:
    try:
        found = _signer().unsign(request.form.get(FIELD, "")).decode()
    except BadSignature:
        return False
    return hmac.compare_digest(found, g.admin.id)


def _signer() -> Signer:
    """Bound to this session, not only to this admin."""
    salt = f"admin:{sha256(admin_secret().encode()).hexdigest()}"
    return Signer(wiring().settings.secret_key, salt=salt, digest_method=sha256)


def _cookie() -> str:
    return prefixed(wiring().settings, "cw-admin")


def _install_globals(state: BlueprintSetupState) -> None:
    for function in (admin_fields, admin_menu, admin_home):
        state.app.jinja_env.globals[function.__name__] = function

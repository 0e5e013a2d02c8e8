"""A registration as an admin types it, and the values that go into the platform's own form."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import lazy_gettext as _l

from lti_tool.lti.custom import TOOL_PARAMETERS
from lti_tool.models import Registration
from lti_tool.services.registrations import RegistrationForm
from lti_tool.views.tool_urls import jwks_url, launch_url, login_url, logo_url


class ToolValue(NamedTuple):
    """`label` as Moodle's form names it, `hint` where it stands there and how others call it."""

    label: str
    value: str
    hint: str


def list_tool_values(registration_id: str) -> list[ToolValue]:
    return [
        ToolValue(_l("Tool URL"), launch_url(), _l("Elsewhere: target link URI.")),
        ToolValue(_l("LTI version"), "LTI 1.3", _l("In Moodle, choose it before what follows.")),
        ToolValue(_l("Public key type"), "Keyset URL", ""),
        ToolValue(_l("Public keyset"), jwks_url(registration_id), _l("Elsewhere: JWKS URL.")),
        ToolValue(_l("Initiate login URL"), login_url(), _l("Elsewhere: OIDC login URL.")),
        ToolValue(
            _l("Redirection URI(s)"),
            launch_url(),
            _l("The same as the tool URL. Platforms compare it letter by letter."),
        ),
        ToolValue(_l("Custom parameters"), custom_parameters(), _CUSTOM_HINT),
        ToolValue(
            _l("Supports Deep Linking: Content selection URL"),
            launch_url(),
            _l("In Moodle, tick “Supports Deep Linking (Content-Item Message)” first."),
        ),
        ToolValue(_l("Icon URL"), logo_url(), _l("In Moodle behind “Show more…”; it may be left.")),
    ]


_CUSTOM_HINT = _l(
    "Of the tool, not of an activity. By it a copied course finds its exercises again."
)


def custom_parameters() -> str:
    """One `name=value` a line, as platforms take them."""
    return "\n".join(f"{name}={value}" for name, value in TOOL_PARAMETERS.items())


def read_registration_form() -> RegistrationForm:
    fields = (
        "issuer", "client_id", "name", "auth_login_url", "auth_token_url", "jwks_url",
    )  # fmt: skip
    values = {name: request.form.get(name, "") for name in fields}
    deployments = request.form.get("deployment_ids", "").replace(",", " ").split()
    hosts = request.form.get("service_hosts", "").replace(",", " ").split()
    return RegistrationForm(
        **values,
        deployment_ids=tuple(deployments),
        service_hosts=tuple(hosts),
        private="private" in request.form,
    )


def form_of(row: Registration, deployments: list[str]) -> RegistrationForm:
    return RegistrationForm(
        issuer=row.issuer,
        client_id=row.client_id,
        name=row.name,
        auth_login_url=row.auth_login_url,
        auth_token_url=row.auth_token_url,
        jwks_url=row.jwks_url,
        deployment_ids=tuple(deployments),
        service_hosts=tuple(row.service_hosts),
        private=bool(row.private_hosts),
    )


EMPTY = RegistrationForm("", "", "", "", "", "")

"""A registration as an admin types it, and the values that go into the platform's own form."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import lazy_gettext as _l

from lti_tool.models import Registration
from lti_tool.services.registrations import RegistrationForm
from lti_tool.views.tool_urls import jwks_url, launch_url, login_url


class ToolValue(NamedTuple):
    """`label` as Moodle's form names it."""

    label: str
    value: str


def list_tool_values(registration_id: str) -> list[ToolValue]:
    return [
        ToolValue(_l("Tool URL"), launch_url()),
        ToolValue(_l("LTI version"), "LTI 1.3"),
        ToolValue(_l("Public key type"), "Keyset URL"),
        ToolValue(_l("Public keyset"), jwks_url(registration_id)),
        ToolValue(_l("Initiate login URL"), login_url()),
        ToolValue(_l("Redirection URI(s)"), launch_url()),
        ToolValue(_l("Supports Deep Linking: Content selection URL"), launch_url()),
    ]


def read_registration_form() -> RegistrationForm:
    fields = (
        "issuer", "client_id", "name", "auth_login_url", "auth_token_url", "jwks_url",
    )  # fmt: skip
    values = {name: request.form.get(name, "") for name in fields}
    deployments = request.form.get("deployment_ids", "").replace(",", " ").split()
    hosts = request.form.get("service_hosts", "").replace(",", " ").split()
    return RegistrationForm(**values, deployment_ids=tuple(deployments), service_hosts=tuple(hosts))


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
    )


EMPTY = RegistrationForm("", "", "", "", "", "")

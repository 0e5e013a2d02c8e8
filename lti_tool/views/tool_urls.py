"""The tool's addresses as platforms register them: constants of an installation."""

from __future__ import annotations

from flask import request

from lti_tool.lti.registration import ToolAddresses
from lti_tool.views.wiring import wiring


def launch_url() -> str:
    """The one redirect_uri, and the target_link_uri of every activity."""
    return f"{wiring().settings.base_url}/lti/launch"


def login_url() -> str:
    return f"{wiring().settings.base_url}/lti/login"


def jwks_url(registration_id: str) -> str:
    return f"{wiring().settings.base_url}/lti/jwks/{registration_id}"


def logo_url() -> str:
    return f"{wiring().settings.base_url}/static/favicon.svg"


def came_as() -> str:
    """Scheme and host of this request as the proxies hand them on: `base_url`, if all is well."""
    return request.host_url.rstrip("/")[:255]


def list_tool_addresses() -> ToolAddresses:
    """`jwks_url` is the stem to which a registration's id is added."""
    base = wiring().settings.base_url
    return ToolAddresses(base, login_url(), launch_url(), jwks_url("").rstrip("/"), logo_url())

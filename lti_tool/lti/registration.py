"""Dynamic registration 1.0: read the platform's configuration, tell it ours."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from lti_tool.errors import ToolError
from lti_tool.lti import claims as names
from lti_tool.lti.http import BrokenAnswerError, StatusError, read_json
from lti_tool.lti.origins import host_of, is_loopback, is_secure

NAME_CLAIMS = ["iss", "sub", "name", "given_name", "family_name", "email"]
CUSTOM_PARAMETERS = {"context_id_history": "$Context.id.history"}  # Moodle cuts values at "="
LONGEST = 255
ENDPOINTS = {
    "auth_login_url": "authorization_endpoint",
    "auth_token_url": "token_endpoint",
    "jwks_url": "jwks_uri",
    "registration_url": "registration_endpoint",
}


class ConfigurationError(ToolError):
    code = "platform_configuration"


class InsecureAddressError(ConfigurationError):
    message = "%(url)s is not an https address, so the tool does not send anything there."


class ForeignIssuerError(ConfigurationError):
    message = (
        "The configuration comes from %(host)s but speaks for %(issuer)s. Begin the registration "
        "at the platform itself."
    )


class EntryMissingError(ConfigurationError):
    message = "What the platform sent lacks %(name)s, so it cannot be registered."


class PlatformSilentError(ToolError):
    code = "platform_silent"
    status = 502
    message = (
        "The platform at %(host)s did not give a usable answer (%(reason)s). Check that the tool "
        "can reach it, then begin the registration again."
    )


class PlatformDeclinedError(ToolError):
    code = "platform_declined"
    status = 502
    message = (
        "The platform declined the registration: %(reason)s. Begin it again from the platform's "
        "page of tools."
    )


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    issuer: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    registration_url: str
    product: str


@dataclass(frozen=True, slots=True)
class ToolAddresses:
    base_url: str
    login_url: str
    launch_url: str
    jwks_url: str


@dataclass(frozen=True, slots=True)
class Granted:
    """`deployment_id` is empty where the platform tells it only when it launches."""

    client_id: str
    deployment_id: str
    scopes: tuple[str, ...]


def check_address(url: str, allow_loopback: bool) -> str:
    """The host of a URL that may be asked: https, or http on this machine where the tool itself
    is served so. Raises `ConfigurationError`."""
    host = host_of(url)
    if not is_secure(url) or (is_loopback(host) and not allow_loopback):
        raise InsecureAddressError(url=url[:200])
    return host


def fetch_configuration(
    http: requests.Session, url: str, token: str, allow_loopback: bool
) -> PlatformConfiguration:
    """Raises `ConfigurationError`, `PlatformSilentError`."""
    found = _ask(http, "GET", url, token)
    values = {name: _text(found, entry) for name, entry in ENDPOINTS.items()}
    for value in values.values():
        check_address(value, allow_loopback)
    issuer = _text(found, "issuer")
    if host_of(issuer) != host_of(url) or host_of(values["registration_url"]) != host_of(url):
        raise ForeignIssuerError(host=host_of(url), issuer=issuer[:200])
    about = found.get(names.PLATFORM_CONFIGURATION)
    product = about.get("product_family_code") if isinstance(about, dict) else None
    return PlatformConfiguration(issuer=issuer, product=str(product or "")[:64], **values)


def describe_tool(addresses: ToolAddresses, name: str, description: str) -> dict[str, Any]:
    """What is posted to the platform. `domain` is the target's host with its port, or Moodle
    declines; resource links need no message of their own."""
    target = addresses.launch_url
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": addresses.login_url,
        "redirect_uris": [target],
        "client_name": name,
        "client_uri": addresses.base_url,
        "jwks_uri": addresses.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(names.SCOPES),
        names.TOOL_CONFIGURATION: {
            "domain": urlsplit(target).netloc,
            "description": description,
            "target_link_uri": target,
            "custom_parameters": CUSTOM_PARAMETERS,
            "claims": NAME_CLAIMS,
            "messages": [
                {"type": names.RESOURCE_LINK_REQUEST},
                {
                    "type": names.DEEP_LINKING_REQUEST,
                    "target_link_uri": target,
                    "label": name,
                    "placements": ["ContentArea"],
                },
                {"type": names.SUBMISSION_REVIEW_REQUEST},
            ],
        },
    }


def post_registration(
    http: requests.Session, platform: PlatformConfiguration, token: str, tool: Mapping[str, Any]
) -> Granted:
    """Raises `PlatformDeclinedError` with the platform's own words, `PlatformSilentError`."""
    return _read_granted(_ask(http, "POST", platform.registration_url, token, tool))


def find_client(http: requests.Session, platform: PlatformConfiguration, token: str) -> str:
    """The client that an update token speaks of, empty for a token that makes a new one. The
    token is the platform's to verify; here its scope only tells which it is."""
    if _read_scope(token) != "reg-update":
        return ""
    return _read_granted(_ask(http, "GET", platform.registration_url, token)).client_id


def _ask(
    http: requests.Session, method: str, url: str, token: str, body: Any = None
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        found = read_json(http.request(method, url, json=body, headers=headers))
    except StatusError as error:
        raise PlatformDeclinedError(reason=_reason(error)) from error
    except requests.RequestException as error:
        raise PlatformSilentError(host=host_of(url), reason=str(error)[:200]) from error
    if not isinstance(found, dict):
        broken = BrokenAnswerError("not a JSON object")
        raise PlatformSilentError(host=host_of(url), reason=broken.detail)
    return found


def _reason(error: StatusError) -> str:
    """Moodle answers in bare words under text/html; a whole page is not shown."""
    text = error.response.text.strip() if error.response is not None else ""
    return text if re.fullmatch(r"[\w .,:/_-]{1,200}", text) else f"status {error.status}"


def _read_granted(found: Mapping[str, Any]) -> Granted:
    configuration = found.get(names.TOOL_CONFIGURATION)
    deployment = configuration.get("deployment_id") if isinstance(configuration, dict) else None
    scope = found.get("scope")
    return Granted(
        client_id=_text(found, "client_id"),
        deployment_id=str(deployment or "")[:LONGEST],
        scopes=tuple(scope.split()) if isinstance(scope, str) else (),
    )


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 2000 or not value.isprintable():
        raise EntryMissingError(name=name)
    return value


def _read_scope(token: str) -> str:
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return str(claims["scope"])
    except (IndexError, KeyError, TypeError, ValueError):
        return ""

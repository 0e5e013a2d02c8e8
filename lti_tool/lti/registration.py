"""Dynamic registration 1.0: read the platform's configuration, tell it ours."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from lti_tool.errors import ToolError
from lti_tool.lti import claims as names
from lti_tool.lti.addresses import PrivateAddressError
from lti_tool.lti.custom import TOOL_PARAMETERS
from lti_tool.lti.http import BrokenAnswerError, PrivateHostError, StatusError, read_json
from lti_tool.lti.origins import host_of, is_secure, origin

ALWAYS_CLAIMS = ["iss", "sub"]
NAME_CLAIMS = ["name", "given_name", "family_name"]  # no e-mail: nothing here is sent to people
LONGEST = 255
NEW, UPDATE = "reg", "reg-update"  # scopes of Moodle's registration tokens
REQUIRED = {
    "id_token_signing_alg_values_supported": "RS256",
    "token_endpoint_auth_methods_supported": "private_key_jwt",
}
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


class AlgorithmMissingError(ConfigurationError):
    message = (
        "The platform does not offer %(wanted)s under %(name)s, which LTI 1.3 asks of it, so it "
        "cannot be registered."
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
class Offered:
    """What the platform says that it has; None where it says nothing."""

    scopes: frozenset[str] | None = None
    claims: frozenset[str] | None = None
    messages: frozenset[str] | None = None

    @staticmethod
    def keep(wanted: Iterable[str], offered: frozenset[str] | None) -> list[str]:
        """Of what the tool would like, what may be asked for without being declined."""
        return [name for name in wanted if offered is None or name in offered]


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    issuer: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    registration_url: str
    product: str
    offered: Offered


@dataclass(frozen=True, slots=True)
class ToolAddresses:
    base_url: str
    login_url: str
    launch_url: str
    jwks_url: str
    logo_url: str


@dataclass(frozen=True, slots=True)
class Granted:
    """`deployment_id` is empty where the platform tells it only when it launches."""

    client_id: str
    deployment_id: str
    scopes: tuple[str, ...]


def check_address(url: str, allow_loopback: bool) -> str:
    """The host of a URL that may be asked: https, or http on this machine where the tool itself
    is served so. Raises `ConfigurationError`."""
    usable = origin(url).startswith("https:") or (allow_loopback and is_secure(url))
    if not usable or "@" in urlsplit(url).netloc:
        raise InsecureAddressError(url=url[:200])
    return host_of(url)


def fetch_configuration(
    http: requests.Session, url: str, token: str, allow_loopback: bool
) -> PlatformConfiguration:
    """Raises `ConfigurationError`, `PlatformSilentError`, `PlatformDeclinedError`."""
    found = _ask(http, "GET", url, token)
    values = {name: _text(found, entry) for name, entry in ENDPOINTS.items()}
    for value in values.values():
        check_address(value, allow_loopback)
    issuer = _text(found, "issuer")
    if host_of(issuer) != host_of(url) or host_of(values["registration_url"]) != host_of(url):
        raise ForeignIssuerError(host=host_of(url), issuer=issuer[:200])
    for name, wanted in REQUIRED.items():
        if name in found and wanted not in (_names(found, name) or ()):
            raise AlgorithmMissingError(name=name, wanted=wanted)
    about = found.get(names.PLATFORM_CONFIGURATION)
    about = about if isinstance(about, dict) else {}
    offered = Offered(
        _names(found, "scopes_supported"),
        _names(found, "claims_supported"),
        _names(about, "messages_supported"),
    )
    product = str(about.get("product_family_code") or "")[:64]
    return PlatformConfiguration(issuer=issuer, product=product, offered=offered, **values)


def describe_tool(
    addresses: ToolAddresses, name: str, description: str, offered: Offered
) -> dict[str, Any]:
    """What is posted to the platform. `domain` is the target's host with its port, or Moodle
    declines; resource links need no message of their own. A platform may decline a scope, claim or
    message that it does not know, so only what it offers is asked for."""
    target = addresses.launch_url
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": addresses.login_url,
        "redirect_uris": [target],
        "client_name": name,
        "client_uri": addresses.base_url,
        "logo_uri": addresses.logo_url,
        "jwks_uri": addresses.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(Offered.keep(names.SCOPES, offered.scopes)),
        names.TOOL_CONFIGURATION: {
            "domain": urlsplit(target).netloc,
            "description": description,
            "target_link_uri": target,
            "custom_parameters": TOOL_PARAMETERS,
            "claims": [*ALWAYS_CLAIMS, *Offered.keep(NAME_CLAIMS, offered.claims)],
            "messages": _list_messages(target, name, offered),
        },
    }


def _list_messages(target: str, label: str, offered: Offered) -> list[dict[str, Any]]:
    """Moodle sends submission reviews, but does not say so."""
    choosing = {"target_link_uri": target, "label": label, "placements": ["ContentArea"]}
    details: dict[str, dict[str, Any]] = {
        names.RESOURCE_LINK_REQUEST: {},
        names.DEEP_LINKING_REQUEST: choosing,
        names.SUBMISSION_REVIEW_REQUEST: {},
    }
    kept = Offered.keep(details, offered.messages)
    return [{"type": kind, **details[kind]} for kind in kept]


def post_registration(
    http: requests.Session, platform: PlatformConfiguration, token: str, tool: Mapping[str, Any]
) -> Granted:
    """Raises `PlatformDeclinedError` with the platform's own words, `PlatformSilentError`."""
    return _read_granted(_ask(http, "POST", platform.registration_url, token, tool))


def find_client(http: requests.Session, platform: PlatformConfiguration, token: str) -> str:
    """The client that the token speaks of, empty where it makes a new one.

    Of Moodle's tokens the scope tells which it is (it is the platform's to verify them); other
    platforms' are opaque, so they are asked what they have under it. Raises as `_ask`.
    """
    scope = _read_scope(token)
    if not token or scope == NEW:
        return ""
    try:
        return _read_granted(_ask(http, "GET", platform.registration_url, token)).client_id
    except (PlatformDeclinedError, PlatformSilentError, EntryMissingError):
        if scope == UPDATE:
            raise
        return ""


def _ask(
    http: requests.Session, method: str, url: str, token: str, body: Any = None
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        found = read_json(http.request(method, url, json=body, headers=headers))
    except StatusError as error:
        raise PlatformDeclinedError(reason=_reason(error)) from error
    except PrivateHostError as error:
        raise PrivateAddressError(host=host_of(url)) from error
    except requests.RequestException as error:
        raise PlatformSilentError(host=host_of(url), reason=str(error)[:200]) from error
    if not isinstance(found, dict):
        broken = BrokenAnswerError("not a JSON object")
        raise PlatformSilentError(host=host_of(url), reason=broken.detail)
    return found


def _reason(error: StatusError) -> str:
    """A JSON error (RFC 7591) or Moodle's bare words under text/html; a whole page is not shown."""
    status, answer = f"status {error.status}", error.response
    if answer is None or 300 <= answer.status_code < 400:
        return f"{status}, it redirects elsewhere"
    text = " ".join(filter(None, _read_json_error(answer))) or answer.text.strip()
    return text if re.fullmatch(r"[\w .,:;/'()_-]{1,200}", text) else status


def _read_json_error(answer: requests.Response) -> list[str]:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return []
    parts = (
        (found.get(name) for name in ("error", "error_description"))
        if isinstance(found, dict)
        else ()
    )
    return [part for part in parts if isinstance(part, str)]


def _read_granted(found: Mapping[str, Any]) -> Granted:
    configuration = found.get(names.TOOL_CONFIGURATION)
    deployment = configuration.get("deployment_id") if isinstance(configuration, dict) else None
    scope = found.get("scope")
    return Granted(
        client_id=_text(found, "client_id"),
        deployment_id=str(deployment or "")[:LONGEST],
        scopes=tuple(scope.split()) if isinstance(scope, str) else (),
    )


def _names(found: Mapping[str, Any], name: str) -> frozenset[str] | None:
    """The texts of a list, or the types of its objects; None where there is no list."""
    entries = found.get(name)
    if not isinstance(entries, list):
        return None
    texts = (entry.get("type") if isinstance(entry, dict) else entry for entry in entries)
    return frozenset(text for text in texts if isinstance(text, str))


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
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return ""

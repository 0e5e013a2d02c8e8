"""What must hold of an id_token's claims once its signature is known to be the platform's.

LTI 1.3 core, section 5.3, and the Security Framework 1.0, section 5.1.3, read strictly: pylti1p3
accepts tokens without times, foreign targets and wrong types, so nothing is left to it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lti_tool.lti import claims as names
from lti_tool.lti.errors import (
    DeploymentUnknownError,
    MessageInvalidError,
    NoResourceLinkError,
    TokenExpiredError,
    TokenInvalidError,
)
from lti_tool.lti.origins import origin
from lti_tool.lti.state import digest
from lti_tool.lti.texts import LONGEST_ID, is_storable

SKEW_SECONDS = 60
OLDEST_SECONDS = 3600
LATEST_SECONDS = 1e11  # what is written in milliseconds is beyond
MESSAGE_TYPES = (
    names.RESOURCE_LINK_REQUEST,
    names.DEEP_LINKING_REQUEST,
    names.SUBMISSION_REVIEW_REQUEST,
)

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the login was begun with. `deployment_id` is empty where it was not named then;
    `platform_origins` are where the registration says that the platform is."""

    issuer: str
    client_id: str
    deployment_id: str
    target_link_uri: str
    nonce_hash: str
    platform_origins: frozenset[str]


def check_claims(claims: Claims, expected: Expected, now: datetime) -> None:
    """Raises a `LaunchError` that names the first check that failed."""
    _check_parties(claims, expected)
    _check_times(claims, now.timestamp())
    _check_nonce(claims, expected)
    _check_message(claims)
    _check_deployment(claims, expected)
    _check_target(claims, expected)
    require_id(claims, "sub")
    _check_roles(claims)
    if names.CONTEXT in claims:
        require_id(require_object(claims, names.CONTEXT), "id", f"{names.CONTEXT}.id")
    _check_message_parts(claims, expected)


def require_object(claims: Claims, name: str) -> dict[str, Any]:
    found = claims.get(name)
    if not isinstance(found, dict):
        raise MessageInvalidError(name, "an object", kind_of(found))
    return found


def require_id(claims: Claims, name: str, label: str = "") -> str:
    """Ids are opaque and at most 255 characters long."""
    found = claims.get(name)
    if not isinstance(found, str) or not found.strip() or not is_storable(found):
        raise MessageInvalidError(label or name, "a text that is not empty", kind_of(found))
    if len(found) > LONGEST_ID:
        raise MessageInvalidError(label or name, f"at most {LONGEST_ID} characters", len(found))
    return found


def kind_of(value: object) -> str:
    """What may be logged of a value that could be personal."""
    match value:
        case None:
            return "nothing"
        case str():
            return f"str of {len(value)} characters"
        case list() | dict():
            return f"{type(value).__name__} of {len(value)} entries"
        case _:
            return type(value).__name__


def _check_parties(claims: Claims, expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenInvalidError("iss", expected.issuer, claims.get("iss"))
    audience, client = claims.get("aud"), expected.client_id
    several = audience if isinstance(audience, list) else [audience]
    if client not in several or not all(isinstance(one, str) for one in several):
        raise TokenInvalidError("aud", client, audience)
    if (len(several) > 1 or "azp" in claims) and claims.get("azp") != client:
        raise TokenInvalidError("azp", client, claims.get("azp"))


def _check_times(claims: Claims, now: float) -> None:
    expires, issued = _require_time(claims, "exp"), _require_time(claims, "iat")
    if expires <= now - SKEW_SECONDS:
        raise TokenExpiredError("exp", f"after {now:.0f}", expires)
    if not now - OLDEST_SECONDS <= issued <= now + SKEW_SECONDS:
        raise TokenExpiredError("iat", f"about {now:.0f}", issued)


def _require_time(claims: Claims, name: str) -> float:
    found = claims.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise TokenInvalidError(name, "seconds since 1970", kind_of(found))
    if not abs(found) <= LATEST_SECONDS:  # not a number neither
        raise TokenInvalidError(name, "seconds since 1970", "a number out of range")
    return found


def _check_nonce(claims: Claims, expected: Expected) -> None:
    found = claims.get("nonce")
    if not isinstance(found, str) or digest(found) != expected.nonce_hash:
        raise TokenInvalidError("nonce", "the nonce of this login", kind_of(found))


def _check_message(claims: Claims) -> None:
    if claims.get(names.VERSION) != names.VERSION_1_3:
        raise MessageInvalidError(names.VERSION, names.VERSION_1_3, claims.get(names.VERSION))
    if claims.get(names.MESSAGE_TYPE) not in MESSAGE_TYPES:
        found = claims.get(names.MESSAGE_TYPE)
        raise MessageInvalidError(names.MESSAGE_TYPE, MESSAGE_TYPES, found)


def _check_deployment(claims: Claims, expected: Expected) -> None:
    found = require_id(claims, names.DEPLOYMENT_ID)
    if expected.deployment_id and found != expected.deployment_id:
        raise DeploymentUnknownError(names.DEPLOYMENT_ID, expected.deployment_id, found)


def _check_target(claims: Claims, expected: Expected) -> None:
    """The login's target was not signed, the claim is; a resource link's are the same. A review
    may name the line item's own address, which must be ours too."""
    found, wanted = claims.get(names.TARGET_LINK_URI), expected.target_link_uri
    if not isinstance(found, str) or origin(found) != origin(wanted):
        raise MessageInvalidError(names.TARGET_LINK_URI, origin(wanted), found)
    if claims[names.MESSAGE_TYPE] == names.RESOURCE_LINK_REQUEST and found != wanted:
        raise MessageInvalidError(names.TARGET_LINK_URI, wanted, found)


def _check_roles(claims: Claims) -> None:
    """An empty list is valid (anonymous visitors of a course), its absence is not. Some platforms
    write null for a role that they have no name for: it grants nothing."""
    found = claims.get(names.ROLES)
    if not isinstance(found, list) or not all(isinstance(role, str | None) for role in found):
        raise MessageInvalidError(names.ROLES, "a list of texts", kind_of(found))


def _check_message_parts(claims: Claims, expected: Expected) -> None:
    message = claims[names.MESSAGE_TYPE]
    if message == names.DEEP_LINKING_REQUEST:
        _check_deep_linking(claims, expected)
        return
    if claims.get(names.RESOURCE_LINK) is None:
        raise NoResourceLinkError(names.RESOURCE_LINK, "an object", "nothing")
    link = require_object(claims, names.RESOURCE_LINK)
    require_id(link, "id", f"{names.RESOURCE_LINK}.id")
    if message == names.SUBMISSION_REVIEW_REQUEST:
        require_id(require_object(claims, names.FOR_USER), "user_id", f"{names.FOR_USER}.user_id")


def _check_deep_linking(claims: Claims, expected: Expected) -> None:
    settings = require_object(claims, names.DEEP_LINKING_SETTINGS)
    back = settings.get("deep_link_return_url")
    if not isinstance(back, str) or origin(back) not in expected.platform_origins:
        wanted = sorted(expected.platform_origins)
        found = (isinstance(back, str) and origin(back)) or kind_of(back)
        raise MessageInvalidError("deep_link_return_url", wanted, found)
    types = settings.get("accept_types")
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise MessageInvalidError("accept_types", "a list of texts", kind_of(types))
    if names.CONTEXT not in claims:
        raise MessageInvalidError(names.CONTEXT, "the course to choose for", "nothing")

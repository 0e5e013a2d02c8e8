"""The OIDC login that a platform initiates (1EdTech Security Framework 1.0, section 5.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from lti_tool.lti.errors import MessageInvalidError
from lti_tool.lti.origins import origin
from lti_tool.lti.state import LoginSecrets
from lti_tool.lti.texts import is_storable

LONGEST_FRAME_NAME = 255


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """`client_id` and `deployment_id` are empty where the platform leaves them out, and
    `storage_target` where it stores nothing for tools (lti-cs-oidc 0.1: "_parent" or the name of
    one of the parent's frames)."""

    issuer: str
    login_hint: str
    target_link_uri: str
    message_hint: str = ""
    client_id: str = ""
    deployment_id: str = ""
    storage_target: str = ""


def read_login(form: Mapping[str, str], base_url: str) -> LoginRequest:
    """Raises `MessageInvalidError` where a required parameter is missing or leads elsewhere."""
    for name in ("iss", "login_hint", "target_link_uri"):
        if not form.get(name):
            raise MessageInvalidError(f"login.{name}", "a value", "nothing")
    for name in ("iss", "client_id", "lti_deployment_id", "target_link_uri"):
        if not is_storable(form.get(name, "")):
            raise MessageInvalidError(f"login.{name}", "a text", "with control characters")
    target = form["target_link_uri"]
    if origin(target) != origin(base_url):
        raise MessageInvalidError(
            "login.target_link_uri", origin(base_url), origin(target) or target
        )
    return LoginRequest(
        issuer=form["iss"],
        login_hint=form["login_hint"],
        target_link_uri=target,
        message_hint=form.get("lti_message_hint", ""),
        client_id=form.get("client_id", ""),
        deployment_id=form.get("lti_deployment_id", ""),
        storage_target=form.get("lti_storage_target", "")[:LONGEST_FRAME_NAME],
    )


def authentication_url(
    endpoint: str, client_id: str, redirect_uri: str, login: LoginRequest, secrets: LoginSecrets
) -> str:
    """Where the login goes on at the platform. `redirect_uri` is our own constant, as registered:
    Moodle matches it exactly, and what the initiation names is not signed."""
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "login_hint": login.login_hint,
        "state": secrets.state,
        "nonce": secrets.nonce,
    }
    if login.message_hint:
        query["lti_message_hint"] = login.message_hint
    parts = urlsplit(endpoint)
    joined = "&".join(filter(None, (parts.query, urlencode(query))))
    return urlunsplit(parts._replace(query=joined, fragment=""))

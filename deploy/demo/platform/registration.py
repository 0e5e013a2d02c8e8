"""Dynamic registration: what a tool posts becomes a pending tool."""

from __future__ import annotations

import secrets
import string
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import Tool
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import AGS, LINEITEM, MEMBERSHIPS, find_tool

registration = Blueprint("registration", __name__)
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
LIFETIME = 3600
REQUIRED = (
    *("response_types", "initiate_login_uri", "redirect_uris", "client_name", "jwks_uri"),
    *("token_endpoint_auth_method", TOOL_CONFIGURATION),
)
NAME_CLAIMS = {"name", "given_name", "family_name"}
# In the order in which Moodle writes them back.
SCOPE_ORDER = (
    *(f"{AGS}score", f"{AGS}result.readonly", f"{AGS}lineitem.readonly", LINEITEM, MEMBERSHIPS),
)


class RegistrationRefusedError(Exception):
    """Answered as bare text."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class GarbledTokenError(Exception):
    """The registration token was not signed here or is over: Moodle shows an HTML page."""


def make_registration_token(tool: Tool | None = None) -> str:
    """For a new tool (`sub` is its future client id) or to change a registered one."""
    now = site().now()
    alphabet = string.ascii_letters + string.digits
    new_id = "".join(secrets.choice(alphabet) for _ in range(15))
    claims = {
        "sub": new_id if tool is None else str(tool.id),
        "scope": "reg" if tool is None else "reg-update",
        "iat": now,
        "exp": now + LIFETIME,
    }
    return site().key.sign(claims)


@registration.route("/mod/lti/openid-registration.php", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    try:
        with site().database.write() as rows:
            client_id, tool = _read_token(rows)
            if request.method == "GET":
                if tool is None:
                    raise GarbledTokenError
            else:
                tool = _save_tool(rows, client_id, tool)
            return jsonify(describe_registration(tool))
    except RegistrationRefusedError as error:
        return Response(error.reason, error.status, content_type="text/html; charset=utf-8")
    except GarbledTokenError:
        return render_template("message.html", title="Error", text="Invalid request"), 404


def _read_token(rows: Session) -> tuple[str, Tool | None]:
    """The client id and, for an update, the tool."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RegistrationRefusedError(401, "missing_registration_token")
    try:
        claims = site().key.read(token)
    except (JoseError, ValueError) as error:
        raise GarbledTokenError from error
    if claims.get("scope") not in ("reg", "reg-update") or int(claims["exp"]) <= site().now():
        raise GarbledTokenError
    if claims["scope"] == "reg-update":
        tool = rows.get(Tool, int(claims["sub"]))
        if tool is None:
            raise RegistrationRefusedError(400, "Unknown client")
        return tool.client_id, tool
    if find_tool(rows, claims["sub"]) is not None:
        raise RegistrationRefusedError(401, "token_already_used")
    return str(claims["sub"]), None


def _save_tool(rows: Session, client_id: str, tool: Tool | None) -> Tool:
    body = request.get_json(force=True, silent=True)
    values = read_registration(body if isinstance(body, dict) else {})
    if tool is None:
        tool = Tool(client_id=client_id, active=False, **values)
        rows.add(tool)
    else:
        for name, value in values.items():
            setattr(tool, name, value)
    rows.flush()
    return tool


def read_registration(body: dict[str, Any]) -> dict[str, Any]:
    """Columns of `Tool`. Raises `RegistrationRefusedError`."""
    _check(body)
    configuration = body[TOOL_CONFIGURATION]
    scopes = set(str(body.get("scope", "")).split())
    claims = set(configuration.get("claims", []))
    messages = {
        message["type"]: message
        for message in configuration.get("messages", [])
        if isinstance(message, dict) and "type" in message
    }
    deep_linking = messages.get("LtiDeepLinkingRequest")
    target = str(configuration["target_link_uri"])
    any_ags = any(scope.startswith(AGS) for scope in scopes)
    return {
        "name": str(body["client_name"]),
        "description": str(configuration.get("description", "")),
        "domain": str(configuration["domain"]),
        "target_link_uri": target,
        "initiate_login_uri": str(body["initiate_login_uri"]),
        "redirect_uris": [str(uri) for uri in body["redirect_uris"]],
        "jwks_uri": str(body["jwks_uri"]),
        "logo_uri": str(body.get("logo_uri", "")),
        "custom": {
            str(name): str(value)
            for name, value in (configuration.get("custom_parameters") or {}).items()
        },
        "grade_sync": 2 if LINEITEM in scopes else int(any_ags),
        "memberships": MEMBERSHIPS in scopes,
        "sends_name": bool(claims & NAME_CLAIMS),
        "sends_email": "email" in claims,
        "deep_linking": deep_linking is not None,
        "deep_linking_uri": str((deep_linking or {}).get("target_link_uri") or target),
    }


def _check(body: dict[str, Any]) -> None:
    for name in REQUIRED:
        if not body.get(name):
            raise RegistrationRefusedError(400, f"missing required attribute {name}")
    if "id_token" not in body["response_types"]:
        raise RegistrationRefusedError(400, "invalid_response_types")
    if not isinstance(body["redirect_uris"], list):
        raise RegistrationRefusedError(400, "invalid_redirect_uris")
    if body["token_endpoint_auth_method"] != "private_key_jwt":
        raise RegistrationRefusedError(400, "invalid_token_endpoint_auth_method")
    if body.get("application_type", "web") != "web":
        raise RegistrationRefusedError(400, "invalid_application_type")
    configuration = body[TOOL_CONFIGURATION]
    if not configuration.get("domain"):
        raise RegistrationRefusedError(400, "missing_domain")
    if not configuration.get("target_link_uri"):
        raise RegistrationRefusedError(400, "missing required attribute target_link_uri")
    if urlsplit(str(configuration["target_link_uri"])).netloc != configuration["domain"]:
        raise RegistrationRefusedError(400, "domain_targetlinkuri_mismatch")


def describe_registration(tool: Tool) -> dict[str, Any]:
    """Moodle's answer: of the messages only deep linking, custom values cut at the next `=`."""
    granted = _list_granted(tool)
    claims = ["sub", "iss"]
    claims += ["name", "family_name", "given_name"] if tool.sends_name else []
    claims += ["email"] if tool.sends_email else []
    configuration: dict[str, Any] = {
        "version": "1.3.0",
        "deployment_id": str(tool.id),
        "target_link_uri": tool.target_link_uri,
        "domain": tool.domain,
        "description": tool.description,
    }
    if tool.deep_linking:
        message = {"type": "LtiDeepLinkingRequest", "target_link_uri": tool.deep_linking_uri}
        configuration["messages"] = [message]
    if tool.custom:
        cut = {name: value.partition("=")[0] for name, value in tool.custom.items()}
        configuration["custom_parameters"] = cut
    return {
        "client_id": tool.client_id,
        "response_types": ["id_token"],
        "jwks_uri": tool.jwks_uri,
        "initiate_login_uri": tool.initiate_login_uri,
        "grant_types": ["client_credentials", "implicit"],
        "redirect_uris": tool.redirect_uris,
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "client_name": tool.name,
        "logo_uri": tool.logo_uri,
        "scope": " ".join(scope for scope in SCOPE_ORDER if scope in granted),
        TOOL_CONFIGURATION: configuration | {"claims": claims},
    }


def _list_granted(tool: Tool) -> set[str]:
    """Moodle claims all of AGS where it granted some; the token endpoint knows better."""
    scopes = {MEMBERSHIPS} if tool.memberships else set()
    return scopes | (set(SCOPE_ORDER) - {MEMBERSHIPS} if tool.grade_sync else set())

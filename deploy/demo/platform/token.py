"""The token endpoint. Its JSON is put together by hand, as Moodle's is, so an error message with
quotes in it makes an answer that is no JSON."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, request
from sqlalchemy import delete
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import AccessToken, Tool
from deploy.demo.platform.service import digest_token
from deploy.demo.platform.site import site
from deploy.demo.platform.tools import (
    JwksError,
    ToolJwtError,
    find_tool,
    list_scopes,
    peek_claims,
    verify_tool_jwt,
)

token_endpoint = Blueprint("token", __name__)
LIFETIME = 3600
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class TokenRefusedError(Exception):
    """The message is the value of `error`."""


@token_endpoint.post("/mod/lti/token.php")
def answer_token() -> Response:
    try:
        tool = _authenticate()
        scopes = _choose_scopes(tool)
    except TokenRefusedError as error:
        return _answer(f'{{\n  "error" : "{error}"\n}}', 400)
    except JwksError as error:
        return _answer(f"<!DOCTYPE html><title>Error</title><p>{error}</p>", 404)
    with site().database.write() as session:
        token = _issue(session, tool, scopes)
    return _answer(
        f'{{\n  "access_token" : "{token}",\n  "token_type" : "Bearer",\n'
        f'  "expires_in" : {LIFETIME},\n  "scope" : "{" ".join(scopes)}"\n}}',
        200,
    )


def _answer(body: str, status: int) -> Response:
    return Response(body, status, content_type="text/html; charset=utf-8")


def _authenticate() -> Tool:
    """Neither `iss`, `aud` nor a repeated `jti` is looked at, as in Moodle."""
    form = request.form
    names = ("client_assertion", "client_assertion_type", "grant_type", "scope")
    if not all(form.get(name) for name in names):
        raise TokenRefusedError("invalid_request")
    wanted = (ASSERTION_TYPE, "client_credentials")
    if (form["client_assertion_type"], form["grant_type"]) != wanted:
        raise TokenRefusedError("unsupported_grant_type")
    assertion = form["client_assertion"]
    tool = _find_subject(assertion)
    try:
        verify_tool_jwt(tool, assertion)
    except ToolJwtError as error:
        raise TokenRefusedError(str(error)) from error
    return tool


def _find_subject(assertion: str) -> Tool:
    try:
        client_id = peek_claims(assertion).get("sub")
    except ToolJwtError as error:
        raise TokenRefusedError("invalid_request") from error
    if not client_id:
        raise TokenRefusedError("invalid_request")
    with site().database.read() as session:
        tool = find_tool(session, str(client_id))
    if tool is None:
        raise TokenRefusedError("invalid_client")
    return tool


def _choose_scopes(tool: Tool) -> list[str]:
    allowed = list_scopes(tool)
    scopes = [scope for scope in request.form["scope"].split() if scope in allowed]
    if not scopes:
        raise TokenRefusedError("invalid_scope")
    return scopes


def _issue(session: Session, tool: Tool, scopes: list[str]) -> str:
    session.execute(delete(AccessToken).where(AccessToken.expires_at <= site().now()))
    token = secrets.token_hex(16)
    session.add(
        AccessToken(
            digest=digest_token(token),
            tool_id=tool.id,
            scopes=scopes,
            expires_at=site().now() + LIFETIME,
        )
    )
    return token

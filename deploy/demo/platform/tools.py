"""Registered tools: what they may do, and what they signed."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from typing import Any

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.rows import Tool

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINEITEM, LINEITEM_READ = f"{AGS}lineitem", f"{AGS}lineitem.readonly"
RESULT_READ, SCORE = f"{AGS}result.readonly", f"{AGS}score"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
JWKS_TIMEOUT = 5.0


class ToolJwtError(Exception):
    """A tool's JWT is not accepted; the message is the one that Moodle shows."""


class JwksError(Exception):
    """The tool's key set could not be read. Moodle answers this with an HTML page."""


def find_tool(session: Session, client_id: str) -> Tool | None:
    return session.scalars(select(Tool).where(Tool.client_id == client_id)).one_or_none()


def list_ags_scopes(tool: Tool) -> list[str]:
    """Moodle has a switch with three positions, not four scopes."""
    if tool.grade_sync == 2:
        return [LINEITEM, LINEITEM_READ, RESULT_READ, SCORE]
    return [LINEITEM_READ, RESULT_READ, SCORE] if tool.grade_sync == 1 else []


def list_scopes(tool: Tool) -> list[str]:
    return list_ags_scopes(tool) + ([MEMBERSHIPS] if tool.memberships else [])


def peek_claims(token: str) -> dict[str, Any]:
    """Claims of a JWT before its signature is known. Raises `ToolJwtError`."""
    return _peek_part(token, 1)


def verify_tool_jwt(tool: Tool, token: str) -> dict[str, Any]:
    """Check kid, signature and expiry, in php-jwt's order and words.

    Raises `ToolJwtError`, `JwksError`."""
    kid = _peek_part(token, 0).get("kid")
    if not kid:
        raise ToolJwtError('"kid" empty, unable to lookup correct key')
    keys = [key for key in _fetch_keys(tool.jwks_uri) if key.get("kid") == kid]
    if not keys:
        raise ToolJwtError('"kid" invalid, unable to lookup correct key')
    try:
        claims = jwt.decode(token, RSAKey.import_key(keys[0]), algorithms=["RS256"]).claims
    except (JoseError, ValueError) as error:
        raise ToolJwtError("Signature verification failed") from error
    if int(claims.get("exp", time.time() + 1)) <= time.time():
        raise ToolJwtError("Expired token")
    return claims


def _peek_part(token: str, position: int) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        raise ToolJwtError("Wrong number of segments")
    try:
        content = json.loads(urlsafe_b64decode(parts[position] + "=" * (-len(parts[position]) % 4)))
    except ValueError as error:
        raise ToolJwtError("Malformed UTF-8 characters") from error
    if not isinstance(content, dict):
        raise ToolJwtError("Invalid claims encoding")
    return content


def _fetch_keys(uri: str) -> list[dict[str, Any]]:
    """Moodle keeps the key set and reads it again for an unknown kid; reading it each time comes
    to the same."""
    try:
        answer = requests.get(uri, timeout=JWKS_TIMEOUT)
        answer.raise_for_status()
        keys = answer.json()["keys"]
    except (requests.RequestException, KeyError, TypeError, ValueError) as error:
        raise JwksError(f"The key set of the tool at {uri} could not be read: {error}") from error
    return [key for key in keys if isinstance(key, dict)]

"""Service tokens: asked for by an assertion that the registration's key signs (Security
Framework 1.0, section 4.1.1: client credentials with a JWT bearer assertion)."""

from __future__ import annotations

import json
import math
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from joserfc import jwt

from lti_tool.lti.http import HttpError
from lti_tool.lti.keys import KeyPair, import_private

ASSERTION_SECONDS = 60
EARLY_SECONDS = 60  # a token counts as expired this long before the platform says so
MOST_SECONDS = 24 * 3600.0
GRANT = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class TokenError(HttpError):
    """The platform gave no token. Repeating it helps once the registration has been mended."""

    code = "token_refused"

    def __init__(self, response: requests.Response, code: str) -> None:
        super().__init__(code, response)
        self.code = code


@dataclass(frozen=True, slots=True)
class Token:
    """Of use until `expires_at`, seconds since the epoch."""

    value: str
    expires_at: float


class TokenStore(Protocol):
    """Tokens of one registration, by their scopes as `join_scopes` writes them."""

    def find(self, scopes: str) -> str | None:
        """None where none is held that is still of use."""

    def keep(self, scopes: str, token: Token) -> None: ...

    def drop(self, scopes: str) -> None: ...


@dataclass(frozen=True, slots=True)
class TokenClient:
    """Asks the token endpoint of one registration."""

    http: requests.Session
    token_url: str
    client_id: str
    key: KeyPair

    def fetch(self, scopes: str) -> Token:
        """Raises `TokenError`, `HttpError`."""
        response = self.http.post(
            self.token_url,
            data={
                "grant_type": GRANT,
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self._sign_assertion(),
                "scope": scopes,
            },
        )
        return _read_token(response, scopes)

    def _sign_assertion(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.token_url,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
            "jti": secrets.token_urlsafe(16),
        }
        header = {"alg": "RS256", "kid": self.key.kid}
        return jwt.encode(header, claims, import_private(self.key.private_pem))


def join_scopes(scopes: Iterable[str]) -> str:
    return " ".join(sorted(set(scopes)))


def _read_token(response: requests.Response, scopes: str) -> Token:
    if response.status_code != 200:
        raise TokenError(response, _name_problem(response))
    body = _read_object(response)
    value, seconds = body.get("access_token"), _read_seconds(body.get("expires_in", 3600))
    if not isinstance(value, str) or not value.isprintable() or not value or seconds is None:
        raise TokenError(response, "token_unreadable")
    granted = body.get("scope", scopes)
    if isinstance(granted, str) and not set(scopes.split()) <= set(granted.split()):
        raise TokenError(response, "token_scope_refused")
    return Token(value, time.time() + max(0.0, seconds - EARLY_SECONDS))


def _read_seconds(value: object) -> float | None:
    """Some platforms write the number as a text; none is believed for longer than a day."""
    try:
        seconds = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return None
    return None if math.isnan(seconds) else min(seconds, MOST_SECONDS)


def _read_object(response: requests.Response) -> dict[str, Any]:
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _name_problem(response: requests.Response) -> str:
    """Moodle's refusals are often not JSON: the known ones by their words, the rest by status.

    A page instead of an answer (404) is what Moodle gives where it may not fetch our key set:
    it blocks private addresses and ports other than 80 and 443.
    """
    if response.status_code >= 500 or response.status_code == 429:
        return "token_endpoint_busy"
    text = response.content[:2000].decode("utf-8", "replace")
    if response.status_code == 404:
        return "token_keys_unreachable"
    for words, code in _KNOWN_PROBLEMS.items():
        if words in text:
            return code
    return "token_refused"


_KNOWN_PROBLEMS = {
    "invalid_client": "token_client_unknown",
    "unauthorized_client": "token_client_unknown",
    "invalid_scope": "token_scope_refused",
    "unable to lookup correct key": "token_key_unknown",
    "Signature verification failed": "token_key_unknown",
    "Expired token": "token_clock",
    "Cannot handle token prior": "token_clock",
}

"""The signature of an id_token. What the token says is checked afterwards, in validator.py."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_tool.lti.errors import TokenInvalidError

ALGORITHM = "RS256"
LARGEST_TOKEN = 64 * 1024  # characters


@dataclass(frozen=True, slots=True)
class SignedToken:
    """Nothing of it is true before `verify_token`; `kid` names the key to verify it by."""

    kid: str
    parts: jws.CompactSignature


def read_token(token: str) -> SignedToken:
    """Raises `TokenInvalidError` for what is no RS256 token."""
    if not token or len(token) > LARGEST_TOKEN:
        raise TokenInvalidError("token.size", f"1 to {LARGEST_TOKEN}", len(token))
    try:
        parts = jws.extract_compact(token.encode())
    except (JoseError, ValueError) as error:
        raise TokenInvalidError("token.form", "a signed token", type(error).__name__) from None
    header = parts.headers()
    if header.get("alg") != ALGORITHM:
        raise TokenInvalidError("header.alg", ALGORITHM, header.get("alg"))
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenInvalidError("header.kid", "the id of a key", kid)
    return SignedToken(kid, parts)


def verify_token(token: SignedToken, key: RSAKey) -> dict[str, Any]:
    """The claims of a token that `key` signed. Raises `TokenInvalidError`."""
    try:
        valid = jws.validate_compact(token.parts, key, [ALGORITHM])
    except (JoseError, ValueError) as error:
        raise TokenInvalidError("token.signature", "valid", type(error).__name__) from None
    if not valid:
        raise TokenInvalidError("token.signature", "valid", "another key's or broken")
    return _read_claims(token.parts.payload)


def _read_claims(payload: bytes | None) -> dict[str, Any]:
    try:
        claims = json.loads(payload or b"")
    except (ValueError, RecursionError) as error:
        raise TokenInvalidError("token.claims", "JSON", type(error).__name__) from None
    if not isinstance(claims, dict):
        raise TokenInvalidError("token.claims", "an object", type(claims).__name__)
    return claims

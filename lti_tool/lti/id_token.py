"""The signature of an id_token. What the token says is checked afterwards, in validator.py."""

from __future__ import annotations

from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_tool.lti.errors import TokenInvalidError

ALGORITHM = "RS256"
LARGEST_TOKEN = 64 * 1024  # characters


def read_kid(token: str) -> str:
    """The key that the token names. Raises `TokenInvalidError` for what is no RS256 token."""
    if not token or len(token) > LARGEST_TOKEN:
        raise TokenInvalidError("token.size", f"1 to {LARGEST_TOKEN}", len(token))
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise TokenInvalidError("token.form", "a signed token", type(error).__name__) from None
    if header.get("alg") != ALGORITHM:
        raise TokenInvalidError("header.alg", ALGORITHM, header.get("alg"))
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenInvalidError("header.kid", "the id of a key", kid)
    return kid


def verify_token(token: str, key: RSAKey) -> dict[str, Any]:
    """The claims of a token that `key` signed. Raises `TokenInvalidError`."""
    try:
        return jwt.decode(token, key, [ALGORITHM]).claims
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenInvalidError("token.signature", "valid", type(error).__name__) from None

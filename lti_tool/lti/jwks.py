"""A platform's key set: fetched within bounds, read with care."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from typing import Any

import requests
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_tool.lti.errors import KeysUnavailableError
from lti_tool.lti.http import make_session, read_json

LARGEST_BYTES = 256 * 1024
MOST_KEYS = 100


def fetch_jwks(url: str, permitted: Container[str]) -> dict[str, Any]:
    """The usable keys of the set at `url` (RFC 7517). `permitted`: see
    `make_session`. Raises `KeysUnavailableError`."""
    try:
        answer = read_json(make_session(LARGEST_BYTES, permitted).get(url))
    except requests.RequestException as error:
        raise KeysUnavailableError("jwks.fetch", url, str(error)[:200]) from error
    keys = answer.get("keys") if isinstance(answer, dict) else None
    if not isinstance(keys, list) or len(keys) > MOST_KEYS:
        raise KeysUnavailableError("jwks.keys", f"a list of at most {MOST_KEYS} keys", url)
    return {"keys": [key for key in keys if _signs(key)]}


def find_key(jwks: dict[str, Any], kid: str) -> RSAKey | None:
    """The RSA key named `kid`; None where the set has none that can be used."""
    for key in jwks["keys"]:
        if key["kid"] == kid:
            try:
                return _import_key(key["n"], key["e"])
            except (JoseError, ValueError):
                return None
    return None


def list_kids(jwks: dict[str, Any]) -> list[str]:
    return [key["kid"] for key in jwks["keys"]]


def _signs(key: Any) -> bool:
    return (
        isinstance(key, dict)
        and key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and all(isinstance(key.get(name), str) for name in ("kid", "n", "e"))
    )


@lru_cache(maxsize=256)
def _import_key(modulus: str, exponent: str) -> RSAKey:
    return RSAKey.import_key({"kty": "RSA", "n": modulus, "e": exponent})

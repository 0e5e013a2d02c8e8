"""The tool's RSA keys: made here, described to platforms as JWKs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc.jwk import RSAKey

KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class KeyPair:
    kid: str
    public_pem: str
    private_pem: str


def make_key_pair() -> KeyPair:
    """A new key; its kid is the RFC 7638 thumbprint, so that no kid ever names two keys."""
    private = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    public_pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private_pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    kid = RSAKey.import_key(public_pem).thumbprint()
    return KeyPair(kid, public_pem.decode(), private_pem.decode())


@lru_cache(maxsize=64)
def import_private(pem: str) -> RSAKey:
    """Kept: OpenSSL tests the primes of each key that it reads, which takes 40 ms."""
    return RSAKey.import_key(pem)


def describe_jwk(kid: str, public_pem: str) -> dict[str, Any]:
    """The public key as an entry of a JWKS (RFC 7517)."""
    key = RSAKey.import_key(public_pem).as_dict(private=False)
    return {"kty": "RSA", "n": key["n"], "e": key["e"], "kid": kid, "alg": "RS256", "use": "sig"}

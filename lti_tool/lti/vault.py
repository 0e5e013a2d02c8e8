"""Secrets at rest: private keys and tokens are sealed before they reach a row.

AES-256-GCM under a key derived from the installation's secret. The purpose is authenticated, so
that a sealed value that was moved to another row or column does not open.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE_BYTES = 12


class VaultError(Exception):
    """What was sealed does not open: another secret key, another purpose, or damage."""


class Vault:
    def __init__(self, secret_key: bytes) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"coursewright vault").derive(secret_key)
        self._cipher = AESGCM(derived)

    def seal(self, plain: bytes, purpose: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Raises `VaultError`."""
        version, nonce, body = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if version != VERSION or len(nonce) != NONCE_BYTES:
            raise VaultError("not a sealed value of this tool")
        try:
            return self._cipher.decrypt(nonce, body, purpose.encode())
        except InvalidTag:
            raise VaultError(f"a value sealed for {purpose!r} does not open") from None

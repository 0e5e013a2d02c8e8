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
    """Seals under `secret_key`; opens what was sealed under it or, while an installation's secret
    is being changed, under the one before."""

    def __init__(self, secret_key: bytes, old_secret_key: bytes = b"") -> None:
        self._cipher = _make_cipher(secret_key)
        self._old = [_make_cipher(old_secret_key)] if old_secret_key else []

    def seal(self, plain: bytes, purpose: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Raises `VaultError`."""
        for cipher in (self._cipher, *self._old):
            plain = _decrypt(cipher, sealed, purpose)
            if plain is not None:
                return plain
        raise VaultError(f"a value sealed for {purpose!r} does not open")

    def reseal(self, sealed: bytes, purpose: str) -> bytes | None:
        """Under the present secret; None where it is already. Raises `VaultError`."""
        if _decrypt(self._cipher, sealed, purpose) is not None:
            return None
        return self.seal(self.open(sealed, purpose), purpose)


def _make_cipher(secret_key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"coursewright vault").derive(secret_key))


def _decrypt(cipher: AESGCM, sealed: bytes, purpose: str) -> bytes | None:
    """None where another secret or another purpose sealed it. Raises `VaultError`."""
    version, nonce, body = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if version != VERSION or len(nonce) != NONCE_BYTES:
        raise VaultError("not a sealed value of this tool")
    try:
        return cipher.decrypt(nonce, body, purpose.encode())
    except InvalidTag:
        return None

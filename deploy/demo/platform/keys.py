"""The platform's RSA key and what is signed with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY_FILE = "platform-key.pem"


class PlatformKey:
    """One key pair of this installation, made at the first start."""

    def __init__(self, data_dir: Path) -> None:
        self._key = _load_key(data_dir / KEY_FILE)
        self.kid = self._key.thumbprint()[:20]

    def sign(self, claims: dict[str, Any]) -> str:
        header = {"typ": "JWT", "alg": "RS256", "kid": self.kid}
        return jwt.encode(header, claims, self._key, algorithms=["RS256"])

    def read(self, token: str) -> dict[str, Any]:
        """Claims of a token that this platform signed; expiry is not looked at.

        Raises `joserfc.errors.JoseError` or `ValueError`."""
        return jwt.decode(token, self._key, algorithms=["RS256"]).claims

    def describe_jwks(self) -> dict[str, Any]:
        public = self._key.as_dict(private=False)
        shown = {name: public[name] for name in ("kty", "e", "n")}
        return {"keys": [shown | {"alg": "RS256", "kid": self.kid, "use": "sig"}]}


def _load_key(path: Path) -> RSAKey:
    if not path.exists():
        made = RSAKey.generate_key(2048)
        path.touch(mode=0o600)
        path.write_bytes(made.as_pem(private=True))
    return RSAKey.import_key(path.read_bytes())

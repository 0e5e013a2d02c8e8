"""The secrets of a login in flight: state, nonce and what binds both to the browser."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

LOGIN_SECONDS = 600  # a person may have to sign in to the platform in between


@dataclass(frozen=True, slots=True)
class LoginSecrets:
    state: str
    nonce: str
    browser: str


def draw_secrets() -> LoginSecrets:
    return LoginSecrets(*(secrets.token_urlsafe(32) for _ in range(3)))


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()

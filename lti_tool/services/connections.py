"""The way from a registration's row to its platform's services."""

from __future__ import annotations

import time
from dataclasses import dataclass

import requests
from sqlalchemy import Delete, delete, select

from lti_tool.db import Database
from lti_tool.lti.connector import Connector
from lti_tool.lti.http import HttpError
from lti_tool.lti.tokens import Token, TokenClient
from lti_tool.lti.vault import Vault, VaultError
from lti_tool.models import AccessToken, Registration
from lti_tool.services.keys import KeyMissingError, KeySealedError, signing_key
from lti_tool.services.logins import platform_origins


class KeyUnusableError(HttpError):
    """The registration's key is missing, or was sealed under another secret of this site."""

    code = "key_unusable"


def connect_platform(
    database: Database, vault: Vault, http: requests.Session, registration_id: str
) -> Connector:
    """Raises `KeyUnusableError`."""
    with database.read() as session:
        row = session.get_one(Registration, registration_id)
        try:
            key = signing_key(session, vault, registration_id)
        except (KeyMissingError, KeySealedError):
            raise KeyUnusableError from None
    return Connector(
        http=http,
        origins=platform_origins(row),
        client=TokenClient(http, row.auth_token_url, row.client_id, key),
        tokens=TokenRows(database, vault, registration_id),
        granted=frozenset(row.scopes),
    )


@dataclass(frozen=True, slots=True)
class TokenRows:
    """A `TokenStore` in rows, so that every process uses the same token; sealed at rest.

    Each call is a transaction of its own: none is open while the platform is asked.
    """

    database: Database
    vault: Vault
    registration_id: str

    def find(self, scopes: str) -> str | None:
        query = (
            select(AccessToken.token_sealed)
            .where(
                AccessToken.registration_id == self.registration_id,
                AccessToken.scopes == scopes,
                AccessToken.expires_at > time.time(),
            )
            .order_by(AccessToken.expires_at.desc())
        )
        with self.database.read() as session:
            sealed = session.scalars(query).first()
        if sealed is None:
            return None
        try:
            return self.vault.open(sealed, self._purpose).decode()
        except VaultError:  # the installation's secret was changed: this one is of no use
            return None

    def keep(self, scopes: str, token: Token) -> None:
        sealed = self.vault.seal(token.value.encode(), self._purpose)
        with self.database.write() as session:
            session.execute(self._delete(scopes))
            session.add(
                AccessToken(
                    registration_id=self.registration_id,
                    scopes=scopes,
                    token_sealed=sealed,
                    expires_at=token.expires_at,
                )
            )

    def drop(self, scopes: str) -> None:
        with self.database.write() as session:
            session.execute(self._delete(scopes))

    def _delete(self, scopes: str) -> Delete:
        return delete(AccessToken).where(
            AccessToken.registration_id == self.registration_id, AccessToken.scopes == scopes
        )

    @property
    def _purpose(self) -> str:
        return token_purpose(self.registration_id)


def token_purpose(registration_id: str) -> str:
    return f"access-token:{registration_id}"

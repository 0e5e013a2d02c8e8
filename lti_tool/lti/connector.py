"""Requests to one platform's services, with a token, to that platform's own addresses only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import requests

from lti_tool.lti.http import HttpError
from lti_tool.lti.origins import origin
from lti_tool.lti.tokens import TokenClient, TokenStore, join_scopes


class ForeignUrlError(HttpError):
    """A service URL outside the registered platform: our token would be given away."""

    code = "foreign_url"
    retry = False


class ScopeMissingError(HttpError):
    """The registration does not allow this service; asking for a token is no use."""

    code = "scope_missing"
    retry = False


@dataclass(frozen=True, slots=True)
class Connector:
    """`granted`: the scopes that the registration has, empty where that is not known."""

    http: requests.Session
    origins: frozenset[str]
    client: TokenClient
    tokens: TokenStore
    granted: frozenset[str] = frozenset()

    def request(
        self,
        method: str,
        url: str,
        scopes: Sequence[str],
        *,
        accept: str | None = None,
        body: bytes | None = None,
        content_type: str | None = None,
    ) -> requests.Response:
        """The platform's answer, whatever its status; after a 401 once more with a new token.

        Raises `ForeignUrlError`, `ScopeMissingError`, `TokenError`, `HttpError`.
        """
        if origin(url) not in self.origins:
            raise ForeignUrlError
        if not self.allows(*scopes):
            raise ScopeMissingError
        given = {"Accept": accept, "Content-Type": content_type}
        headers = {name: value for name, value in given.items() if value}
        wanted = join_scopes(scopes)
        response = self._send(method, url, self._token(wanted), headers, body)
        if response.status_code == 401:
            self.tokens.drop(wanted)
            response = self._send(method, url, self._token(wanted), headers, body)
        return response

    def allows(self, *scopes: str) -> bool:
        return not self.granted or self.granted.issuperset(scopes)

    def _token(self, scopes: str) -> str:
        held = self.tokens.find(scopes)
        if held is not None:
            return held
        token = self.client.fetch(scopes)
        self.tokens.keep(scopes, token)
        return token.value

    def _send(
        self, method: str, url: str, token: str, headers: dict[str, str], body: bytes | None
    ) -> requests.Response:
        headers = {**headers, "Authorization": f"Bearer {token}"}
        return self.http.request(method, url, headers=headers, data=body)

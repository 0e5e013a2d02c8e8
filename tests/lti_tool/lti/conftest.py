from __future__ import annotations

from collections.abc import Iterator

import pytest

from lti_tool.lti.connector import Connector
from lti_tool.lti.http import make_session
from lti_tool.lti.keys import KeyPair, make_key_pair
from lti_tool.lti.tokens import Token, TokenClient
from tests.fake_platform import FakePlatform, run_platform


class MemoryTokens(dict[str, Token]):
    """A `TokenStore` for tests without rows."""

    def find(self, scopes: str) -> str | None:
        return self[scopes].value if scopes in self else None

    def keep(self, scopes: str, token: Token) -> None:
        self[scopes] = token

    def drop(self, scopes: str) -> None:
        self.pop(scopes, None)


@pytest.fixture(scope="session")
def key() -> KeyPair:
    return make_key_pair()


@pytest.fixture
def platform(key: KeyPair) -> Iterator[FakePlatform]:
    with run_platform(public_pem=key.public_pem) as platform:
        yield platform


@pytest.fixture
def tokens() -> MemoryTokens:
    return MemoryTokens()


@pytest.fixture
def connector(platform: FakePlatform, key: KeyPair, tokens: MemoryTokens) -> Connector:
    http = make_session()
    client = TokenClient(http, f"{platform.origin}/mod/lti/token.php", "client-1", key)
    return Connector(http, frozenset({platform.origin}), client, tokens)

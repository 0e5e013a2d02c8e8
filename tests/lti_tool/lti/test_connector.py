from __future__ import annotations

import dataclasses
import time

import pytest

from lti_tool.lti import ags, claims
from lti_tool.lti.connector import Connector, ForeignUrlError, ScopeMissingError
from lti_tool.lti.tokens import TokenError
from tests.fake_platform import FakePlatform
from tests.lti_tool.lti.conftest import MemoryTokens

FOREIGN = [
    "https://evil.example/mod/lti/services.php",
    "{origin}@evil.example/x",
    "{origin}.evil.example/x",
    "http://127.0.0.1:1/x",
    "https{rest}/x",
    "ftp{rest}/x",
    "//127.0.0.1/x",
    "/relative",
    "",
    "http://[broken/x",
    "http://127.0.0.1:99999/x",
    "http://evil.example\\@{host}/x",
    "http://user@{host}/x",
    "{origin}\n/x",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_token_never_leaves_the_platform(
    connector: Connector, platform: FakePlatform, url: str
) -> None:
    rest = platform.origin.removeprefix("http")
    named = url.format(origin=platform.origin, rest=rest, host=rest[3:])
    with pytest.raises(ForeignUrlError):
        connector.request("GET", named, ["scope"])
    assert platform.requests == []


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, b'{"error" : ""kid" invalid, unable to lookup correct key"}', "token_key_unknown"),
        (400, b'{"error": "Signature verification failed"}', "token_key_unknown"),
        (400, b'{"error": "invalid_client"}', "token_client_unknown"),
        (400, b'{"error": "invalid_scope"}', "token_scope_refused"),
        (400, b'{"error": "Expired token"}', "token_clock"),
        (404, b"<html><title>Error</title>", "token_keys_unreachable"),
        (418, b"", "token_refused"),
        (500, b"<html>", "token_endpoint_busy"),
        (200, b"<html>", "token_unreadable"),
        (200, b"[]", "token_unreadable"),
        (200, b'{"access_token": ""}', "token_unreadable"),
        (200, b'{"access_token": "a\\nb"}', "token_unreadable"),
        (200, b'{"access_token": "x", "expires_in": "soon"}', "token_unreadable"),
        (200, b'{"access_token": "x", "expires_in": NaN}', "token_unreadable"),
        (200, b'{"access_token": "x", "expires_in": null}', "token_unreadable"),
        (200, b'{"access_token": "x", "scope": "other"}', "token_scope_refused"),
    ],
)
def test_refusal_of_a_token_has_a_name(
    connector: Connector, platform: FakePlatform, status: int, body: bytes, code: str
) -> None:
    platform.token_answer = (status, body)
    with pytest.raises(TokenError) as caught:
        ags.read_results(connector, platform.item_url)
    assert caught.value.code == code
    assert caught.value.retry


@pytest.mark.parametrize("seconds", ['"3600"', "3600", "3600.5"])
def test_life_of_a_token_may_be_written_oddly(
    connector: Connector, platform: FakePlatform, seconds: str
) -> None:
    platform.token_answer = (200, f'{{"access_token": "x", "expires_in": {seconds}}}'.encode())
    token = connector.client.fetch(claims.SCOPE_SCORE)
    assert 0 < token.expires_at - time.time() <= 24 * 3600


def test_token_is_asked_for_once_per_set_of_scopes(
    connector: Connector, platform: FakePlatform
) -> None:
    ags.read_results(connector, platform.item_url)
    ags.read_results(connector, platform.item_url)
    ags.list_line_items(connector, platform.line_items_url)
    assert platform.scopes_asked == [claims.SCOPE_RESULT_READONLY, claims.SCOPE_LINEITEM]


def test_refused_token_is_replaced_once(
    connector: Connector, platform: FakePlatform, tokens: MemoryTokens
) -> None:
    ags.read_results(connector, platform.item_url)
    platform.tokens.clear()
    assert ags.read_results(connector, platform.item_url) == []
    assert len(platform.scopes_asked) == 2
    assert tokens.find(claims.SCOPE_RESULT_READONLY) == "token-2"


def test_token_that_never_works_ends_in_401(
    connector: Connector, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "tokens", _Forgetful())
    answer = connector.request("GET", platform.item_url, [claims.SCOPE_SCORE])
    assert answer.status_code == 401
    assert len(platform.scopes_asked) == 2


class _Forgetful(set[str]):
    def add(self, token: str) -> None:
        pass


def test_service_that_was_not_granted_is_not_asked_for(
    connector: Connector, platform: FakePlatform
) -> None:
    narrow = dataclasses.replace(connector, granted=frozenset({claims.SCOPE_SCORE}))
    with pytest.raises(ScopeMissingError):
        ags.read_results(narrow, platform.item_url)
    assert platform.requests == []

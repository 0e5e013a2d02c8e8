"""The platform's key set: rotated, broken, slow, and never asked for by each launch."""

from __future__ import annotations

import json
import time
from threading import Event

import pytest

from lti_tool.lti import http
from lti_tool.lti.keys import describe_jwk, make_key_pair
from lti_tool.services.platform_keys import PAUSE
from tests.conformance.platform import LEARNER, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.platform_signer import Browser

HUGE = b'{"keys": [' + b" " * 300_000 + b"]}"
ROTATED = [case("kid rotated", "opens, after the key set was asked for once")]


@pytest.mark.parametrize((), ROTATED)
def test_rotation(tool: Tool, tenant: Tenant, browser: Browser) -> None:
    tenant.pair = make_key_pair()
    assert browser.launch(LEARNER).status_code == 303
    assert browser.launch(LEARNER).status_code == 303
    assert tenant.jwks_asked == 1


SETS = [
    case("JWKS 500", "refused: jwks.fetch, status 503", "jwks.fetch", (500, b"")),
    case("JWKS redirected", "refused: jwks.fetch, status 503", "jwks.fetch", (302, b"")),
    case("JWKS HTML", "refused: jwks.fetch, status 503", "jwks.fetch", (200, b"<html>")),
    case("JWKS larger than 256 KiB", "refused: jwks.fetch, status 503", "jwks.fetch", (200, HUGE)),
    case("JWKS a list", "refused: jwks.keys, status 503", "jwks.keys", (200, b"[]")),
]


@pytest.mark.parametrize(("check", "answer"), SETS)
def test_broken_key_set(
    tool: Tool, tenant: Tenant, browser: Browser, check: str, answer: tuple[int, bytes]
) -> None:
    tenant.pair = make_key_pair()
    tenant.jwks_answer, begun = answer, time.monotonic()
    refused = browser.launch(LEARNER)
    assert refused.status_code == 503
    tool.assert_refused(tenant, refused, check)
    for _ in range(3):
        assert browser.launch(LEARNER).status_code in (401, 503)  # by the older set, or by none
    assert tenant.jwks_asked <= 1 + (time.monotonic() - begun) / PAUSE.total_seconds()


@pytest.mark.parametrize(
    (), [case("JWKS slow", "refused: jwks.fetch, status 503, in bounded time")]
)
def test_slow_key_set(
    tool: Tool, tenant: Tenant, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    tenant.pair, tenant.jwks_gate = make_key_pair(), Event()
    try:
        tool.assert_refused(tenant, browser.launch(LEARNER), "jwks.fetch")
    finally:
        tenant.jwks_gate.set()


ODD = [
    case(
        "key set with other kinds of keys",
        "they are left out; the launch opens",
        [{"kty": "oct", "k": "x"}, None, 5],
    ),
    case(
        "key set with an unusable key",
        "it is left out; the launch opens",
        [{"kty": "RSA", "kid": "a", "n": "***", "e": ""}],
    ),
]


@pytest.mark.parametrize("others", ODD)
def test_odd_key_set(tenant: Tenant, browser: Browser, others: list[object]) -> None:
    tenant.pair = make_key_pair()
    own = describe_jwk(tenant.pair.kid, tenant.pair.public_pem)
    tenant.jwks_answer = (200, json.dumps({"keys": [*others, own]}).encode())
    assert browser.launch(LEARNER).status_code == 303

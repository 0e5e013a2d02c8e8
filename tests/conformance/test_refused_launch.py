"""Launches of our own list that bare libraries let through, or answer with a crash."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from lti_tool.lti import claims as names
from lti_tool.lti.keys import make_key_pair
from tests.conformance.changes import drop, inside, put
from tests.conformance.platform import DEEP_LINKING, LEARNER, Tenant
from tests.conformance.tool import Tool, case
from tests.lti_tool.platform_signer import Browser, Change, Claims

NOW = int(time.time())
LINK, DL = names.RESOURCE_LINK, names.DEEP_LINKING_SETTINGS
BACK = "deep_link_return_url"


def deep(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


CLAIMS = [
    case("exp missing", "refused: exp", "exp", drop("exp")),
    case("exp out of range", "refused: exp", "exp", put("exp", 10**400)),
    case("iat missing", "refused: iat", "iat", drop("iat")),
    case("iat ancient", "refused: iat", "iat", put("iat", NOW - 86400)),
    case("iat future", "refused: iat", "iat", put("iat", NOW + 86400)),
    case("nonce missing", "refused: nonce", "nonce", drop("nonce")),
    case("nonce unknown", "refused: nonce", "nonce", put("nonce", "unknown")),
    case("aud wrong", "refused: aud", "aud", put("aud", "another-tool")),
    case("aud nested without end", "refused: aud", "aud", put("aud", deep(300))),
    case("azp wrong", "refused: azp", "azp", put("azp", "another-tool")),
    case("iss wrong", "refused: iss", "iss", put("iss", "https://another.example")),
    case(
        "deployment unknown",
        "refused: deployment_id",
        names.DEPLOYMENT_ID,
        put(names.DEPLOYMENT_ID, "77"),
    ),
    case(
        "deployment longer than 255",
        "refused: deployment_id",
        names.DEPLOYMENT_ID,
        put(names.DEPLOYMENT_ID, "1" * 256),
    ),
    case("sub longer than 255", "refused: sub", "sub", put("sub", "5" * 256)),
    case("sub with NUL", "refused: sub", "sub", put("sub", "5\0")),
    case("sub a number", "refused: sub", "sub", put("sub", 5)),
    case("roles a string", "refused: roles", names.ROLES, put(names.ROLES, "Instructor")),
    case("roles of objects", "refused: roles", names.ROLES, put(names.ROLES, [{}])),
    case("resource_link a string", "refused: resource_link", LINK, put(LINK, "200d101f")),
    case("resource_link null", "refused: resource_link", LINK, put(LINK, None)),
    case("resource_link without id", "refused: resource_link.id", f"{LINK}.id", put(LINK, {})),
    case(
        "context without id",
        "refused: context.id",
        f"{names.CONTEXT}.id",
        put(names.CONTEXT, {"title": "x"}),
    ),
    case(
        "target_link_uri missing",
        "refused: target_link_uri",
        names.TARGET_LINK_URI,
        drop(names.TARGET_LINK_URI),
    ),
    case(
        "target_link_uri foreign",
        "refused: target_link_uri",
        names.TARGET_LINK_URI,
        put(names.TARGET_LINK_URI, "https://evil.example/lti/launch"),
    ),
    case(
        "target_link_uri not the login's",
        "refused: target_link_uri",
        names.TARGET_LINK_URI,
        put(names.TARGET_LINK_URI, "http://localhost/lti/launch?set=2"),
    ),
]


@pytest.mark.parametrize(("check", "change"), CLAIMS)
def test_claims(tool: Tool, tenant: Tenant, browser: Browser, check: str, change: Change) -> None:
    tool.assert_refused(tenant, browser.launch(LEARNER, change), check)


CHOICES = [
    case("DL settings missing", "refused: deep_linking_settings", DL, drop(DL)),
    case("DL settings a list", "refused: deep_linking_settings", DL, put(DL, [])),
    case("return_url missing", "refused: deep_link_return_url", BACK, inside(DL, **{BACK: None})),
    case(
        "return_url javascript:",
        "refused: deep_link_return_url",
        BACK,
        inside(DL, **{BACK: "javascript:alert(1)"}),
    ),
    case(
        "return_url of another origin",
        "refused: deep_link_return_url",
        BACK,
        inside(DL, **{BACK: "https://evil.example/deep_links"}),
    ),
    case(
        "accept_types missing",
        "refused: accept_types",
        "accept_types",
        inside(DL, accept_types=None),
    ),
    case(
        "content chosen by a learner",
        "refused: role",
        "role",
        put(names.ROLES, ["Learner"]),
    ),
]


@pytest.mark.parametrize(("check", "change"), CHOICES)
def test_deep_linking_claims(
    tool: Tool, tenant: Tenant, browser: Browser, check: str, change: Change
) -> None:
    tool.assert_refused(tenant, browser.launch(DEEP_LINKING, change), check)


Forge = Callable[[Tenant, Claims], str]


def unsigned(tenant: Tenant, claims: Claims) -> str:
    head = urlsafe_b64encode(f'{{"alg":"none","kid":"{tenant.pair.kid}"}}'.encode()).rstrip(b"=")
    return f"{head.decode()}.{tenant.sign(claims).split('.')[1]}."


def by_the_public_key(tenant: Tenant, claims: Claims) -> str:
    head = urlsafe_b64encode(f'{{"alg":"HS256","kid":"{tenant.pair.kid}"}}'.encode())
    signed = b".".join([head.rstrip(b"="), tenant.sign(claims).split(".")[1].encode()])
    mac = hmac.new(tenant.pair.public_pem.encode(), signed, sha256).digest()
    return (signed + b"." + urlsafe_b64encode(mac).rstrip(b"=")).decode()


def tampered(tenant: Tenant, claims: Claims) -> str:
    head, _, signature = tenant.sign(claims).split(".")
    other = tenant.sign(claims | {names.ROLES: ["Instructor"]}).split(".")[1]
    return f"{head}.{other}.{signature}"


def by_another_key(tenant: Tenant, claims: Claims) -> str:
    pair = replace(make_key_pair(), kid=tenant.pair.kid)
    return replace(tenant, pair=pair).sign(claims)


FORGERIES = [
    case("alg none", "refused: header.alg", "header.alg", unsigned),
    case("HS256 with public key", "refused: header.alg", "header.alg", by_the_public_key),
    case("RS384", "refused: header.alg", "header.alg", lambda t, c: t.sign(c, alg="RS384")),
    case("tampered", "refused: token.signature", "token.signature", tampered),
    case("other key", "refused: token.signature", "token.signature", by_another_key),
    case("no token", "refused: token.size", "token.size", lambda *_: ""),
    case("not a token", "refused: token.form", "token.form", lambda *_: "a.b.c"),
    case("token of a megabyte", "refused: token.size", "token.size", lambda *_: "x" * 10**6),
]


@pytest.mark.parametrize(("check", "forge"), FORGERIES)
def test_token(tool: Tool, tenant: Tenant, browser: Browser, check: str, forge: Forge) -> None:
    state, nonce = browser.begin()
    token = forge(tenant, tenant.claims(LEARNER, nonce))
    tool.assert_refused(tenant, browser.post(token, state), check)


ODD: list[Any] = [
    None,
    True,
    "",
    " ",
    "\0",
    5,
    -1,
    1e308,
    [],
    [None],
    [[]],
    {},
    {"id": 5},
    deep(200),
]


@pytest.mark.parametrize(
    "kind",
    [
        case(
            "odd values of any claim of a resource link", "opens or is refused, never 500", LEARNER
        ),
        case(
            "odd values of any claim of deep linking",
            "opens or is refused, never 500",
            DEEP_LINKING,
        ),
    ],
)
def test_odd_values(tool: Tool, tenant: Tenant, browser: Browser, kind: str) -> None:
    state, nonce = browser.begin()
    for name in tenant.claims(kind, nonce):
        for value in ODD:
            claims = tenant.claims(kind, nonce) | {name: value}
            answer = browser.post(tenant.sign(claims), state)
            assert answer.status_code in (303, 400, 401, 403), (name, value)
            if answer.status_code == 303:
                state, nonce = browser.begin()

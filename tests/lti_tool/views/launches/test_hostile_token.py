"""Tokens that must open nothing, each through the whole launch: what the person then reads, what
is left behind, and what the log tells."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from structlog.testing import capture_logs

from lti_tool.db import Database
from lti_tool.lti import claims as names
from lti_tool.lti.keys import make_key_pair
from lti_tool.models import Context, LaunchSession, Person
from tests.lti_tool.platform_signer import LEARNER, Browser, Claims, Platform, register_platform
from tests.lti_tool.views.launches.counting import count

Forge = Callable[[Platform, Claims, Database], str]


def changed(**values: object) -> Forge:
    return lambda platform, claims, _: platform.sign(claims | values)


def without(name: str) -> Forge:
    return lambda platform, claims, _: platform.sign(
        {own: value for own, value in claims.items() if own != name}
    )


def by_another_key(platform: Platform, claims: Claims, _: Database) -> str:
    """Under the kid of the real one."""
    pair = replace(make_key_pair(), kid=platform.pair.kid)
    return replace(platform, pair=pair).sign(claims)


def by_another_platform(platform: Platform, claims: Claims, database: Database) -> str:
    """A registered one, which says that it is this one."""
    other = register_platform(database, issuer="https://other.example")
    return replace(other, pair=replace(other.pair, kid=platform.pair.kid)).sign(claims)


def as_another_platform(platform: Platform, claims: Claims, database: Database) -> str:
    """Its own token, at a login that was begun for this one."""
    other = register_platform(database, issuer="https://other.example")
    return other.sign(claims | {"iss": other.issuer, "aud": other.client_id})


def by_the_public_key(platform: Platform, claims: Claims, _: Database) -> str:
    head = urlsafe_b64encode(f'{{"alg":"HS256","kid":"{platform.pair.kid}"}}'.encode())
    signed = b".".join([head.rstrip(b"="), platform.sign(claims).split(".")[1].encode()])
    mac = hmac.new(platform.pair.public_pem.encode(), signed, sha256).digest()
    return (signed + b"." + urlsafe_b64encode(mac).rstrip(b"=")).decode()


def unsigned(platform: Platform, claims: Claims, _: Database) -> str:
    head, body, _signature = platform.sign(claims).split(".")
    return f"{head}.{body}."


def tampered(platform: Platform, claims: Claims, _: Database) -> str:
    roles = {names.ROLES: ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]}
    head, _body, signature = platform.sign(claims).split(".")
    return ".".join([head, platform.sign(claims | roles).split(".")[1], signature])


VERIFIED = "could not be verified"
CASES: dict[str, tuple[Forge, int, str]] = {
    "no token": (lambda *_: "a.b.c", 401, VERIFIED),
    "nothing": (lambda *_: "", 401, VERIFIED),
    "foreign key": (by_another_key, 401, VERIFIED),
    "foreign platform in disguise": (by_another_platform, 401, VERIFIED),
    "foreign platform as itself": (as_another_platform, 401, VERIFIED),
    "public key as secret": (by_the_public_key, 401, VERIFIED),
    "unsigned": (unsigned, 401, VERIFIED),
    "tampered": (tampered, 401, VERIFIED),
    "expired": (changed(exp=int(time.time()) - 3600), 401, "came too late"),
    "of yesterday": (changed(iat=int(time.time()) - 86400), 401, "came too late"),
    "of another login": (changed(nonce="another"), 401, VERIFIED),
    "for another tool": (changed(aud="another-tool"), 401, VERIFIED),
    "of another issuer": (changed(iss="https://other.example"), 401, VERIFIED),
    "unknown deployment": (changed(**{names.DEPLOYMENT_ID: "77"}), 403, "not this deployment"),
    "no resource link": (without(names.RESOURCE_LINK), 400, "which activity to open"),
    "another message": (changed(**{names.MESSAGE_TYPE: "LtiNotice"}), 400, "incomplete or wrong"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_opens_nothing_and_the_page_says_what_to_do(
    browser: Browser, platform: Platform, database: Database, case: str
) -> None:
    forge, status, sentence = CASES[case]
    state, nonce = browser.begin()
    claims = platform.claims(LEARNER, nonce)
    token = forge(platform, claims, database)
    with capture_logs() as logs:
        answer = browser.post(token, state)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "administrator" in answer.text
    assert "Reference number" in answer.text
    assert count(database, Person) == count(database, Context) == 0
    assert count(database, LaunchSession) == 0
    shown = answer.text + str(logs)
    secrets = [claims["name"], claims["email"], claims["family_name"], nonce, state, "Traceback"]
    assert [own for own in [*secrets, *token.split(".")[1:]] if len(own) > 3 and own in shown] == []
    assert any(entry["event"] == "launch_refused" and entry["check"] for entry in logs)

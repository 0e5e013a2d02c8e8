from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from threading import Event

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.lti import http
from lti_tool.lti.addresses import Permitted
from lti_tool.lti.errors import KeysUnavailableError, TokenInvalidError
from lti_tool.lti.keys import describe_jwk, make_key_pair
from lti_tool.models import Registration
from lti_tool.services import platform_keys
from lti_tool.services.logins import Registered
from lti_tool.services.platform_keys import find_platform_key
from tests.local_server import Handler, drip, serve
from tests.lti_tool.factories import make_registration

NOW = utcnow()


@cache
def jwk(kid: str) -> dict[str, str]:
    return describe_jwk(kid, make_key_pair().public_pem)


class Site:
    """A platform whose key set is `body`, and how often it was asked for it."""

    def __init__(self, database: Database, origin: str) -> None:
        self.database, self.site = database, Permitted(loopback=True)
        self.asked = 0
        self.status = 200
        self.body = b""
        self.reached, self.gate = Event(), Event()
        self.gate.set()
        self.publish("a")
        with database.write() as session:
            row = make_registration(session, jwks_url=f"{origin}/certs")
        self.registration_id = row.id

    def publish(self, *kids: str) -> None:
        self.body = json.dumps({"keys": [jwk(kid) for kid in kids]}).encode()

    def answer(self, request: Handler) -> None:
        self.asked += 1
        self.reached.set()
        self.gate.wait(30)
        request.answer(self.status, self.body)

    def find(self, kid: str, minutes: float = 0) -> object:
        with self.database.read() as session:
            row = session.get_one(Registration, self.registration_id)
            names = Registered.__match_args__
            registration = Registered(*(getattr(row, name) for name in names))
        return find_platform_key(
            self.database, self.site, registration, kid, NOW + timedelta(minutes=minutes)
        )


@contextmanager
def open_site(database: Database) -> Iterator[Site]:
    sites: list[Site] = []
    with serve(lambda request: sites[0].answer(request)) as origin:
        sites.append(Site(database, origin))
        yield sites[0]


@pytest.fixture
def site(database: Database) -> Iterator[Site]:
    with open_site(database) as opened:
        yield opened


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Error</html>",
        b"[]",
        b'{"keys": 5}',
        b'{"keys": [' + b"5," * 200 + b"5]}",
        b" " * 300_000,
    ],
)
def test_what_is_no_key_set(site: Site, body: bytes) -> None:
    site.body = body
    with pytest.raises(KeysUnavailableError):
        site.find("a")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_key_set_is_refused(site: Site, status: int) -> None:
    site.status = status
    with pytest.raises(KeysUnavailableError):
        site.find("a")


def test_platform_that_does_not_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", -1.0)
    with pytest.raises(KeysUnavailableError):
        site.find("a")


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n{"])
def test_key_set_that_drips_ends_in_time(
    site: Site, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)
    monkeypatch.setattr(site, "answer", lambda request: drip(request, head))
    with pytest.raises(KeysUnavailableError):
        site.find("a")


def test_key_set_without_usable_keys(site: Site) -> None:
    site.body = json.dumps({"keys": [None, {"kty": "oct", "k": "x", "kid": "a"}]}).encode()
    with pytest.raises(TokenInvalidError):
        site.find("a")


def test_known_key_is_not_fetched_again(site: Site) -> None:
    site.find("a")
    site.find("a", minutes=59)
    assert site.asked == 1


def test_unknown_kid_fetches_once_and_finds_the_rotated_key(site: Site) -> None:
    site.find("a")
    site.publish("a", "b")
    site.find("b", minutes=1)
    assert site.asked == 2
    site.find("a", minutes=1)
    assert site.asked == 2


def test_many_unknown_kids_do_not_flood_the_platform(site: Site) -> None:
    for number in range(5):
        with pytest.raises(TokenInvalidError):
            site.find(f"x{number}")
    assert site.asked == 1


@pytest.mark.parametrize("body", [b"<html>", b"{"])
def test_broken_key_set_is_not_asked_for_by_each_launch(site: Site, body: bytes) -> None:
    site.body = body
    for number in range(5):
        with pytest.raises(KeysUnavailableError):
            site.find(f"x{number}")
    assert site.asked == 1
    site.publish("a")
    site.find("a", minutes=1)
    assert site.asked == 2


def test_launches_at_once_share_one_fetch(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_keys, "PATIENCE_SECONDS", 60)
    site.find("a")
    site.publish("a", "b")
    site.gate.clear()
    site.reached.clear()
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(site.find, "b", 1) for _ in range(4)]
        assert site.reached.wait(60)
        site.gate.set()
        assert all(one.result(60) for one in found)
    assert site.asked == 2


def test_known_key_waits_for_nobody(site: Site, database: Database) -> None:
    site.find("a")
    with database.write() as session:
        row = session.get_one(Registration, site.registration_id)
        row.jwks_rest_until = NOW + timedelta(minutes=61) + platform_keys.LEASE
    site.find("a", minutes=61)
    assert site.asked == 1


def test_patience_with_another_launch_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_keys, "PATIENCE_SECONDS", 0.1)
    site.find("a")
    site.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        site.reached.clear()
        first = pool.submit(site.find, "b", 1)
        assert site.reached.wait(60)
        with pytest.raises(TokenInvalidError):
            site.find("b", 1)
        site.gate.set()
        with pytest.raises(TokenInvalidError):
            first.result(60)
    assert site.asked == 2


def test_fetch_that_was_killed_blocks_nobody_for_long(site: Site, database: Database) -> None:
    with database.write() as session:
        row = session.get_one(Registration, site.registration_id)
        row.jwks_rest_until = NOW + platform_keys.LEASE
    site.find("a", minutes=1)
    with database.write() as session:  # and a clock that ran ahead
        row = session.get_one(Registration, site.registration_id)
        row.jwks_rest_until = NOW + timedelta(days=1)
    site.publish("b")
    site.find("b", minutes=2)


def test_withdrawn_key_is_trusted_for_an_hour_at_most(site: Site) -> None:
    site.find("a")
    site.publish("b")
    with pytest.raises(TokenInvalidError):
        site.find("a", minutes=61)


def test_platform_away_keeps_known_keys_for_a_day(site: Site) -> None:
    site.find("a")
    site.status = 503
    site.find("a", minutes=61)
    with pytest.raises(KeysUnavailableError):
        site.find("a", minutes=24 * 60 + 1)

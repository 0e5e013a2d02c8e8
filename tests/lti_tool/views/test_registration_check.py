"""The check of a registration against a small platform over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lti_tool.db import Database
from lti_tool.lti.keys import KeyPair, describe_jwk, make_key_pair
from lti_tool.lti.vault import Vault
from lti_tool.models import Deployment, Registration
from lti_tool.services.keys import ensure_key, signing_key
from lti_tool.settings import Settings
from tests.fake_platform import FakePlatform, run_platform
from tests.local_server import serve
from tests.lti_tool.factories import make_registration, store
from tests.lti_tool.views.admin_client import AdminClient


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return make_key_pair()


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    with run_platform() as platform:
        yield platform


def register(
    database: Database, settings: Settings, platform: FakePlatform, **values: Any
) -> Registration:
    with database.write() as session:
        fields = {
            "auth_token_url": f"{platform.origin}/mod/lti/token.php",
            "jwks_url": f"{platform.origin}/certs.php",
        }
        row = make_registration(session, issuer=platform.origin, **{**fields, **values})
        ensure_key(session, Vault(settings.secret_key), row.id)
        platform.public_pem = signing_key(session, Vault(settings.secret_key), row.id).public_pem
    return row


def check(admin: AdminClient, row: Registration) -> str:
    answer = admin.post(f"/admin/registrations/{row.id}/check")
    assert answer.status_code == 200
    return answer.text


def test_registration_that_is_not_there(admin: AdminClient) -> None:
    assert admin.post("/admin/registrations/x/check").status_code == 404


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b"{}", b'{"keys": 5}', b'{"keys": [' + b"[" * 50_000]
)
def test_key_set_that_is_none(
    admin: AdminClient, database: Database, settings: Settings, platform: FakePlatform, body: bytes
) -> None:
    with serve(lambda request: request.answer(200, body)) as origin:
        page = check(admin, register(database, settings, platform, jwks_url=f"{origin}/certs"))
    assert "cannot be read" in page
    assert "Good" in page  # the rest is checked all the same


@pytest.mark.parametrize("keys", [[], [{"kty": "EC", "kid": "1"}], ["x"]])
def test_key_set_without_a_usable_key(
    admin: AdminClient,
    database: Database,
    settings: Settings,
    platform: FakePlatform,
    keys: list[Any],
) -> None:
    body = json.dumps({"keys": keys}).encode()
    with serve(lambda request: request.answer(200, body)) as origin:
        page = check(admin, register(database, settings, platform, jwks_url=origin))
    assert "holds no RSA key" in page


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, b"<html>"), "could not fetch the tool&#39;s keys"),
        ((400, b'{"error": "invalid_client"}'), "does not know this tool"),
        ((400, b"Expired token"), "clocks"),
        ((200, b"nonsense"), "not readable"),
        ((503, b""), "busy"),
    ],
)
def test_access_that_is_refused(
    admin: AdminClient,
    database: Database,
    settings: Settings,
    platform: FakePlatform,
    answer: tuple[int, bytes],
    words: str,
) -> None:
    platform.token_answer = answer
    page = check(admin, register(database, settings, platform))
    assert "gives the tool no access" in page
    assert words in page


def test_access_without_the_needed_scopes(
    admin: AdminClient, database: Database, settings: Settings, platform: FakePlatform
) -> None:
    platform.token_answer = (400, b'{"error": "invalid_scope"}')
    page = check(admin, register(database, settings, platform))
    assert "but not to: lineitem" in page
    assert "names and roles under Services" in page


def test_addresses_on_other_hosts(
    admin: AdminClient, database: Database, settings: Settings, platform: FakePlatform
) -> None:
    row = register(
        database, settings, platform, auth_login_url="https://moodel.example/mod/lti/auth.php"
    )
    assert "other addresses on moodel.example" in check(admin, row)


def test_all_is_well(
    admin: AdminClient,
    database: Database,
    settings: Settings,
    platform: FakePlatform,
    pair: KeyPair,
) -> None:
    body = json.dumps({"keys": [describe_jwk(pair.kid, pair.public_pem)]}).encode()
    with serve(lambda request: request.answer(200, body)) as origin:
        row = register(database, settings, platform, jwks_url=origin)
        with database.write() as session:
            store(session, Deployment(registration_id=row.id, lti_id="1"))
        page = check(admin, row)
    assert "holds usable keys: 1." in page
    assert "All addresses are on 127.0.0.1" in page
    assert "access to: lineitem, result.readonly, score, contextmembership.readonly" in page
    assert 'text-bg-danger"' not in page
    assert 'text-bg-warning"' not in page


def test_check_asks_for_a_token_of_its_own(
    admin: AdminClient, database: Database, settings: Settings, platform: FakePlatform
) -> None:
    """What sending scores holds is left alone."""
    check(admin, register(database, settings, platform))
    assert len(platform.scopes_asked) == 4

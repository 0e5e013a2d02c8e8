"""After the registration: a name that was public then must not lead inside later (rebinding)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.errors import ToolError
from lti_tool.lti.addresses import Permitted
from lti_tool.lti.errors import KeysUnavailableError
from lti_tool.lti.http import HttpError, PrivateHostError, UnreachableError, make_session
from lti_tool.lti.vault import Vault
from lti_tool.models import Registration
from lti_tool.moodle.client import MoodleClient, MoodleError
from lti_tool.services.connections import connect_platform
from lti_tool.services.keys import ensure_key
from lti_tool.services.logins import Registered
from lti_tool.services.platform_keys import find_platform_key
from lti_tool.services.private_hosts import list_hosts, open_http
from lti_tool.services.registrations import find_registration
from lti_tool.services.site_settings import permit_hosts
from lti_tool.services.web_services import set_web_service
from tests.local_server import Handler, serve
from tests.lti_tool.factories import make_registration
from tests.lti_tool.lti.name_server import answer_names

ROOT = Path(__file__).parents[3]
HOST = "moodle.example"
NOBODY = Permitted()
VAULT = Vault(b"a secret of at least 32 characters")


@dataclass
class Inside:
    """A server of the tool's own network, which a platform's name leads to from now on."""

    database: Database
    url: str
    asked: list[str]
    registration_id: str

    def row(self) -> Registration:
        with self.database.read() as session:
            return find_registration(session, self.registration_id)

    def change(self, **values: object) -> None:
        with self.database.write() as session:
            row = find_registration(session, self.registration_id)
            for name, value in values.items():
                setattr(row, name, value)

    def fetch_keys(self, site: Permitted = NOBODY) -> None:
        row = self.row()
        registered = Registered(*(getattr(row, name) for name in Registered.__match_args__))
        find_platform_key(self.database, site, registered, "kid", utcnow())

    def fetch_token(self, site: Permitted = NOBODY) -> None:
        http = open_http(self.database, site, self.registration_id)
        connect_platform(self.database, VAULT, http, self.registration_id).client.fetch("scope")

    def call_web_service(self, site: Permitted = NOBODY) -> None:
        http = open_http(self.database, site, self.registration_id)
        MoodleClient(http, self.url, "token").call("core_webservice_get_site_info")


@pytest.fixture
def inside(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inside]:
    asked: list[str] = []

    def handle(request: Handler) -> None:
        asked.append(request.path)
        request.answer(200, b'{"keys": []}')

    with serve(handle) as origin:
        url = f"http://{HOST}:{origin.rpartition(':')[2]}"
        with database.write() as session:
            row = make_registration(session, issuer=url)
            ensure_key(session, VAULT, row.id)
        answer_names(monkeypatch, moodle_example=["127.0.0.1"])
        yield Inside(database, url, asked, row.id)


def test_launch_fetches_no_keys_inside(inside: Inside) -> None:
    with pytest.raises(KeysUnavailableError) as caught:
        inside.fetch_keys()
    assert "private network" in str(caught.value.found)
    assert inside.asked == []


def test_no_assertion_goes_inside(inside: Inside) -> None:
    with pytest.raises(PrivateHostError) as caught:
        inside.fetch_token()
    assert caught.value.retry  # a score waits until the name leads outside, or is permitted
    assert inside.asked == []


def test_no_web_service_token_goes_inside(inside: Inside) -> None:
    with pytest.raises(MoodleError, match="ws_private_address"):
        inside.call_web_service()
    assert inside.asked == []


def test_one_private_answer_among_public_ones_is_enough(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ["93.184.216.34"]
    answer_names(monkeypatch, moodle_example=[*real, "127.0.0.1"])
    reached: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> None:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("lti_tool.lti.sockets.create_connection", connect)
    with pytest.raises(HttpError):
        inside.fetch_token()
    with pytest.raises(PrivateHostError):
        inside.fetch_token()
    assert set(reached) == {"93.184.216.34"}
    assert inside.asked == []


def test_name_that_is_gone_is_unreachable(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    inside.change(auth_token_url="https://nowhere.invalid/token")
    with pytest.raises(UnreachableError):
        inside.fetch_token()


@pytest.mark.parametrize("how", ["registration", "site", "environment"])
def test_permitted_platform_is_reached(inside: Inside, how: str) -> None:
    site = Permitted(frozenset({HOST})) if how == "environment" else NOBODY
    if how == "registration":
        inside.change(private_hosts=[HOST])
    elif how == "site":
        with inside.database.write() as session:
            permit_hosts(session, HOST)
    with pytest.raises(ToolError):  # its key set is empty
        inside.fetch_keys(site)
    with pytest.raises(HttpError):  # its token is none
        inside.fetch_token(site)
    inside.call_web_service(site)
    assert [path.rpartition("/")[2] for path in inside.asked] == [
        "certs.php",
        "token.php",
        "server.php",
    ]


def test_permission_of_one_registration_is_not_anothers(inside: Inside) -> None:
    inside.change(private_hosts=["other.example"])
    with inside.database.write() as session:
        make_registration(session, private_hosts=[HOST])
    with pytest.raises(PrivateHostError):
        inside.fetch_token()


def test_tool_of_this_machine_may_ask_this_machine_by_its_own_names_only(inside: Inside) -> None:
    here = Permitted(loopback=True)
    with pytest.raises(PrivateHostError):
        inside.fetch_token(here)
    assert "127.0.0.1" in here
    assert "localhost" in here
    assert HOST not in here
    assert "10.0.0.1" not in here


def test_gradebook_of_a_private_platform_is_private_too(inside: Inside) -> None:
    inside.change(private_hosts=[HOST])
    with inside.database.write() as session:
        set_web_service(session, VAULT, inside.registration_id, "https://grades.lan", "abc")
    assert inside.row().private_hosts == ["grades.lan", HOST]
    assert list_hosts(inside.row()) == ["grades.lan", HOST]


def test_schools_own_authority_is_trusted_where_addresses_are_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/school.pem")
    assert make_session(permitted=NOBODY).verify == "/etc/school.pem"
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert make_session(permitted=NOBODY).verify is True


def test_nothing_else_goes_to_a_platform() -> None:
    """A session that is not held to addresses is for the doctor's look at the tool itself."""
    found = set()
    for folder in ("lti_tool", "jobs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "make_session":
                    held = len(node.args) > 1 or any(k.arg == "permitted" for k in node.keywords)
                    found.add((path.name, held))
    assert found == {
        ("doctor.py", False),
        ("jwks.py", True),
        ("private_hosts.py", True),
        ("register.py", True),
    }

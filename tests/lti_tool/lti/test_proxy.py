"""Requests through a proxy: what must not get there first, then what it is asked for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lti_tool.lti.addresses import Permitted
from lti_tool.lti.http import PrivateHostError, UnreachableError, make_session
from lti_tool.lti.proxy import Proxy, read_proxy
from lti_tool.services.doctor_proxy import check_proxy
from lti_tool.settings import Settings, SettingsError
from tests.local_server import serve
from tests.lti_tool.lti.name_server import answer_names


@contextmanager
def run_proxy(answer: bytes, to: str = "") -> Iterator[tuple[Proxy, list[bytes]]]:
    """A proxy that gives `answer` to each CONNECT and then joins the caller with the server at the
    origin `to`; the heads that it was sent."""
    heads: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)

    def take(caller: socket.socket) -> None:
        with caller:
            heads.append(caller.recv(65536))
            caller.sendall(answer)
            if to:
                host, _, port = to.removeprefix("http://").partition(":")
                with socket.create_connection((host, int(port))) as there:
                    back = threading.Thread(target=pump, args=(there, caller))
                    back.start()
                    pump(caller, there)
                    back.join()

    def accept() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=take, args=(caller,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    with server:
        yield Proxy("127.0.0.1", server.getsockname()[1], "ada:a b"), heads
        server.shutdown(socket.SHUT_RDWR)


JOINED = b"HTTP/1.1 200 Connection established\r\n\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "proxy:3128",
        "https://proxy:3128",
        "http://proxy",
        "http://:3128",
        "http://p:1/x",
        "http://p:x",
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused_at_the_start(text: str, tmp_path: Path) -> None:
    env = {"COURSEWRIGHT_DATA": str(tmp_path), "COURSEWRIGHT_OUTGOING_PROXY": text}
    with pytest.raises(SettingsError, match="COURSEWRIGHT_OUTGOING_PROXY takes an address"):
        Settings.from_env(env)


def test_a_name_that_leads_inside_does_not_reach_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_names(monkeypatch, moodle_example=["203.0.113.7", "10.0.0.1"])
    with run_proxy(JOINED) as (proxy, heads):
        for url in ("http://moodle.example/", "http://169.254.169.254/"):
            with pytest.raises(PrivateHostError):
                make_session(permitted=Permitted(proxy=proxy)).get(url)
    assert heads == []


@pytest.mark.parametrize("answer", [b"HTTP/1.1 403 Forbidden\r\n\r\n", b"nonsense\r\n\r\n", b""])
def test_a_proxy_that_refuses_makes_the_platform_unreachable(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_names(monkeypatch, moodle_example=["93.184.216.34"])
    with run_proxy(answer) as (proxy, _), pytest.raises(UnreachableError):
        make_session(permitted=Permitted(proxy=proxy)).post("http://moodle.example/")


def test_the_proxy_is_asked_for_the_checked_address(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_names(monkeypatch, moodle_example=["93.184.216.34"])
    hosts: list[str] = []
    with (
        serve(
            lambda request: (hosts.append(request.headers["Host"]), request.answer(200))[1]
        ) as to,
        run_proxy(JOINED, to) as (proxy, heads),
    ):
        answer = make_session(permitted=Permitted(proxy=proxy)).get("http://moodle.example/")
    assert answer.status_code == 200
    assert hosts == ["moodle.example"]
    (head,) = heads
    assert head.startswith(b"CONNECT 93.184.216.34:80 HTTP/1.")
    assert b"YWRhOmEgYg==" in head  # base64 of the login
    assert b"moodle.example" not in head


def test_a_permitted_host_is_asked_directly() -> None:
    with serve(lambda request: request.answer(200)) as origin, run_proxy(JOINED) as (proxy, heads):
        permitted = Permitted(frozenset({"127.0.0.1"}), proxy=proxy)
        assert make_session(permitted=permitted).get(origin).status_code == 200
    assert heads == []


def test_the_doctor_knows_the_proxy_without_its_login() -> None:
    assert check_proxy(None, {}) == []
    (unused,) = check_proxy(None, {"https_proxy": "http://proxy:1"})
    assert (unused.code, unused.good) == ("proxy_not_used", None)
    with run_proxy(JOINED) as (proxy, _):
        (found,) = check_proxy(proxy, {})
        assert (found.code, found.good) == ("proxy_reached", True)
        assert found.fields == {"proxy": f"127.0.0.1:{proxy.port}"}
    (gone,) = check_proxy(proxy, {})
    assert (gone.code, gone.good) == ("proxy_unreachable", False)


def test_login_may_hold_any_character() -> None:
    assert read_proxy("http://a%40b:c%3A@p:1") == Proxy("p", 1, "a@b:c:")

"""What the proxy does to a request, and that it counts what it did."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests

from deploy.bench.fault_proxy import Fault, FaultProxy, run_proxy
from tests.local_server import Handler, serve


@dataclass
class Upstream:
    bodies: list[bytes] = field(default_factory=list)

    def handle(self, request: Handler) -> None:
        self.bodies.append(request.body)
        request.answer(200, b"whole answer", X_Path=request.path)


@dataclass
class Field:
    upstream: Upstream
    proxy: FaultProxy

    def post(self) -> requests.Response:
        return requests.post(f"{self.proxy.url}/scores?x=1", data=b"score", timeout=20)

    def allow_only(self, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
        self.proxy.rate = 1.0
        monkeypatch.setattr(self.proxy, "_draw", lambda: fault)


@pytest.fixture
def field_() -> Iterator[Field]:
    upstream = Upstream()
    with serve(upstream.handle) as origin, run_proxy(int(origin.rpartition(":")[2]), 1) as proxy:
        yield Field(upstream, proxy)


def test_spared_request_passes_unchanged(field_: Field) -> None:
    answer = field_.post()
    assert (answer.status_code, answer.content) == (200, b"whole answer")
    assert answer.headers["X-Path"] == "/scores?x=1"
    assert field_.upstream.bodies == [b"score"]
    assert (field_.proxy.requests, field_.proxy.count) == (1, 0)


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.THROTTLED, 429), (Fault.BROKEN, 500)], ids=str
)
def test_refused_request_is_not_delivered(
    field_: Field, monkeypatch: pytest.MonkeyPatch, fault: Fault, status: int
) -> None:
    field_.allow_only(fault, monkeypatch)
    assert field_.post().status_code == status
    assert field_.upstream.bodies == []
    assert field_.proxy.faults == {fault: 1}


def test_reset_request_is_not_delivered(field_: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    field_.allow_only(Fault.RESET, monkeypatch)
    with pytest.raises(requests.ConnectionError):
        field_.post()
    assert field_.upstream.bodies == []
    assert field_.proxy.faults == {Fault.RESET: 1}


@pytest.mark.parametrize("draw", [0.1, 0.9], ids=["half an answer", "no answer"])
def test_cut_request_is_delivered_and_its_answer_lost(
    field_: Field, monkeypatch: pytest.MonkeyPatch, draw: float
) -> None:
    field_.allow_only(Fault.CUT, monkeypatch)
    monkeypatch.setattr(field_.proxy._chance, "random", lambda: draw)
    with pytest.raises(requests.RequestException):
        field_.post()
    assert field_.upstream.bodies == [b"score"]
    assert field_.proxy.faults == {Fault.CUT: 1}


def test_delayed_request_arrives(field_: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    field_.allow_only(Fault.DELAY, monkeypatch)
    assert field_.post().content == b"whole answer"
    assert field_.proxy.faults == {Fault.DELAY: 1}


def test_half_a_request_is_not_passed_on(field_: Field) -> None:
    with socket.create_connection(("127.0.0.1", field_.proxy.port)) as killed:
        killed.sendall(b"POST /scores HTTP/1.1\r\nContent-Length: 50\r\n\r\n{")
        killed.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionResetError):
            killed.recv(1)
    field_.post()
    assert field_.upstream.bodies == [b"score"]
    assert field_.proxy.broken_off == 1


def test_share_of_faults_follows_the_rate_and_the_seed() -> None:
    first, second = FaultProxy(1, 5), FaultProxy(1, 5)
    first.rate = second.rate = 0.3
    drawn = [first._draw() for _ in range(2000)]
    assert drawn == [second._draw() for _ in range(2000)]
    assert set(drawn) == {None, *Fault}
    assert 500 < sum(one is not None for one in drawn) < 700

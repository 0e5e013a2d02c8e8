"""Connections that end in time, and go where the check looked."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lti_tool.lti import http
from lti_tool.lti.http import PrivateHostError, TimedOutError, UnreachableError, make_session
from tests.local_server import Handler, drip, serve
from tests.lti_tool.lti.name_server import answer_names

NOBODY: frozenset[str] = frozenset()


def test_dripping_head_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)
    head = b"HTTP/1.1 200 OK\r\nX-Slow: "
    with serve(lambda request: drip(request, head)) as origin, pytest.raises(TimedOutError):
        make_session().post(origin)


def test_dripping_body_without_length_is_no_whole_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with serve(lambda request: drip(request, head)) as origin, pytest.raises(TimedOutError):
        make_session().post(origin)


def test_connection_that_is_used_again_ends_in_time_too(monkeypatch: pytest.MonkeyPatch) -> None:
    head = b"HTTP/1.1 200 OK\r\nX-Slow: "

    def handle(request: Handler) -> None:
        request.protocol_version = "HTTP/1.1"
        request.close_connection = False
        request.answer(200, b"{}") if request.path == "/first" else drip(request, head)

    with serve(handle) as origin:
        session = make_session()
        session.get(f"{origin}/first")
        monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)
        with pytest.raises(TimedOutError):
            session.post(f"{origin}/second")


def test_name_that_changes_after_the_check_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: public at the check, ours at the connection. Not even a connection is made."""
    seen: list[str] = []
    with serve(lambda request: seen.append(request.path)) as origin:
        port = origin.rpartition(":")[2]
        asked = answer_names(monkeypatch, moodle_example=["127.0.0.1"])
        with pytest.raises(PrivateHostError):
            make_session(permitted=NOBODY).get(f"http://moodle.example:{port}/")
    assert seen == []
    assert asked == ["moodle.example"]


def test_the_checked_address_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each connection looks the name up once: there is no second answer to fall for."""
    asked = answer_names(monkeypatch, moodle_example=["203.0.113.7", "127.0.0.1"])
    reached: list[str] = []

    def connect(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("lti_tool.lti.sockets.create_connection", connect)
    session = make_session(permitted=frozenset({"moodle.example"}))
    with pytest.raises(UnreachableError):
        session.post("http://moodle.example/")
    assert reached[0] == "203.0.113.7"
    assert len(reached) == len(asked)


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]"])
def test_redirect_inside_is_not_followed(host: str) -> None:
    asked: list[str] = []

    def handle(request: Handler) -> None:
        asked.append(request.path)
        request.answer(302, Location=f"http://{host}/latest/meta-data/")

    with serve(handle) as origin:
        answer = make_session(permitted=frozenset({"127.0.0.1"})).get(f"{origin}/here")
    assert answer.status_code == 302
    assert asked == ["/here"]


def test_proxy_of_the_environment_is_not_asked_for_strangers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []
    with serve(lambda request: seen.append(request.path)) as origin:
        monkeypatch.setenv("HTTP_PROXY", origin)
        with pytest.raises(PrivateHostError):
            make_session(permitted=NOBODY).get("http://10.0.0.1/")
    assert seen == []


def test_tls_and_host_header_keep_the_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "moodle.example")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    context.sni_callback = lambda _, name, __: names.append(name)
    hosts: list[str] = []

    def handle(request: Handler) -> None:
        hosts.append(request.headers["Host"])
        request.answer(200, b"{}")

    answer_names(monkeypatch, moodle_example=["127.0.0.1"], other_example=["127.0.0.1"])
    session = make_session(permitted=frozenset({"moodle.example", "other.example"}))
    session.verify = str(certificate)
    with serve(handle, context) as origin:
        port = origin.rpartition(":")[2]
        assert session.get(f"https://moodle.example:{port}/").status_code == 200
        with pytest.raises(UnreachableError):  # its certificate names another host
            session.post(f"https://other.example:{port}/")
    assert names == ["moodle.example", "other.example"]
    assert hosts == [f"moodle.example:{port}"]


def make_certificate(folder: Path, host: str) -> Path:
    """Certificate and key in one file, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path

"""Uploads that go wrong, over HTTP against the web server as it runs in production."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from lti_tool.models import Role, Source, SourceState
from tests.functional.web_server import Visit, Web, serve_web
from tests.jobs.embedded import wait_for

MB = 1024 * 1024
HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n'
TAIL = b"\r\n--x--\r\n"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    sent: int

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text)).replace("&#39;", "'")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serve_web(tmp_path_factory.mktemp("uploads")) as web:
        yield web


@pytest.fixture
def visit(web: Web) -> Visit:
    return web.visit(Role.INSTRUCTOR)


def send(visit: Visit, size: int, *, name: str = "big.txt", stop_at: int | None = None) -> Answer:
    """Announce a file of `size` bytes and send it as long as the server listens, or up to
    `stop_at` and then hang up."""
    head = HEAD % name.encode()
    with open_post(visit, f"Content-Length: {len(head) + size + len(TAIL)}") as connection:
        connection.sendall(head)
        sent = push(connection, [bytes(MB)] * (-(-min(size, stop_at or size) // MB)))
        if stop_at:
            return Answer(0, "", sent)
        push(connection, [TAIL])
        return read_answer(connection, sent)


def send_without_length(visit: Visit, size: int) -> Answer:
    """In chunks, so that the server learns how much it was only at the end."""
    with open_post(visit, "Transfer-Encoding: chunked") as connection:
        push(connection, [chunk(HEAD % b"big.txt")])
        sent = push(connection, [chunk(bytes(MB))] * (-(-size // MB)))
        push(connection, [chunk(TAIL) + b"0\r\n\r\n"])
        return read_answer(connection, sent)


def push(connection: socket.socket, parts: Iterable[bytes]) -> int:
    """The bytes that went out until the server hung up: then its answer is there already."""
    sent = 0
    for part in parts:
        try:
            connection.sendall(part)
        except ConnectionError:
            return sent
        sent += len(part)
    return sent


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def open_post(visit: Visit, header: str) -> socket.socket:
    host, _, port = visit.web.url.removeprefix("http://").partition(":")
    lines = [
        f"POST /s/{visit.row.id}/sources HTTP/1.1", f"Host: {host}:{port}", "Connection: close",
        "Content-Type: multipart/form-data; boundary=x", header,
        *(f"{name}: {value}" for name, value in visit.headers.items()),
    ]  # fmt: skip
    connection = socket.create_connection((host, int(port)), timeout=60)
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def read_answer(connection: socket.socket, sent: int) -> Answer:
    data = b""
    while received := connection.recv(65536):
        data += received
    head, _, body = data.partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]), body.decode(), sent)


def sources(visit: Visit) -> list[Source]:
    with visit.web.database.read() as session:
        query = select(Source).where(Source.context_id == visit.row.context_id)
        return list(session.scalars(query))


def assert_nothing_stored(visit: Visit) -> None:
    assert visit.web.stored_files() == []
    assert sources(visit) == []
    assert "Traceback" not in visit.web.log.read_text()


def test_300_mb_are_refused_before_they_are_sent(visit: Visit) -> None:
    answer = send(visit, 300 * MB)
    assert answer.status == 413
    assert "larger than the tool accepts" in answer.words
    assert answer.sent < 50 * MB
    assert_nothing_stored(visit)


def test_300_mb_of_unknown_length_are_cut_off(visit: Visit) -> None:
    answer = send_without_length(visit, 300 * MB)
    assert answer.status == 413
    assert "larger than the tool accepts" in answer.words
    assert_nothing_stored(visit)


def test_learner_is_stopped_before_the_file_is_sent(web: Web) -> None:
    learner = web.visit(Role.LEARNER)
    answer = send(learner, 150 * MB)
    assert answer.status == 403
    assert answer.sent < 50 * MB
    assert_nothing_stored(learner)


def test_upload_that_breaks_off_leaves_nothing(visit: Visit) -> None:
    send(visit, 20 * MB, stop_at=5 * MB)
    wait_for(lambda: not visit.web.stored_files(), 20)
    assert visit.get("/sources").ok
    assert_nothing_stored(visit)


def test_file_is_stored_and_waits_while_the_queue_is_away(visit: Visit) -> None:
    answer = send(visit, 3 * MB)
    assert answer.status == 303
    [source] = sources(visit)
    assert (source.state, source.size) == (SourceState.WAITING, 3 * MB)
    page = visit.get("/sources").text
    assert "3.0 MB" in page
    assert requests.get(f"{visit.web.url}/readyz", timeout=10).status_code == 503


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a disk of 8 MB."""
    data = tmp_path / "data"
    data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(data)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("NO FULL DISK IS TESTED: mounting a small one takes root")
    yield tmp_path
    subprocess.run(["umount", str(data)], check=True)


def test_full_disk_is_said_and_nothing_is_lost(small_disk: Path) -> None:
    with serve_web(small_disk) as web:
        visit = web.visit(Role.INSTRUCTOR)
        assert send(visit, MB, name="before.txt").status == 303
        answer = send(visit, 12 * MB)
        assert answer.status == 507
        assert "storage is full" in answer.words
        assert "Tell the administrator" in answer.words
        fill(filler := small_disk / "data" / "filler")
        assert send(visit, MB, name="later.txt").status == 507
        sentence = "nothing was saved by this step. Tell the administrator"
        refused = requests.post(visit.url("/language"), {"locale": "zh_CN"}, headers=visit.headers)
        assert (refused.status_code, sentence in refused.text) == (507, True)
        assert [source.filename for source in sources(visit)] == ["before.txt"]
        assert len(web.stored_files()) == 1
        filler.unlink()
        assert send(visit, 2 * MB, name="later.txt").status == 303
        assert [source.filename for source in sources(visit)] == ["before.txt", "later.txt"]
        assert "Traceback" not in web.log.read_text()


def fill(path: Path) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(file, bytes(4096))
    except OSError:
        os.close(file)

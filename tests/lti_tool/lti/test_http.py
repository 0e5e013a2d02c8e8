from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from lti_tool.lti import http
from lti_tool.lti.http import (
    AnswerTooLargeError,
    BrokenAnswerError,
    StatusError,
    TimedOutError,
    UnreachableError,
    make_session,
    read_json,
    read_retry_after,
    require_success,
)
from tests.local_server import Handler, serve


def test_nobody_there_says_unreachable_and_retry() -> None:
    with serve(lambda request: request.answer(200)) as origin:
        gone = origin
    with pytest.raises(UnreachableError) as caught:
        make_session().post(gone)
    assert caught.value.retry
    assert caught.value.status is None


def test_silent_platform_times_out_and_a_post_is_sent_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    seen: list[str] = []

    def handle(request: Handler) -> None:
        seen.append(request.command)
        time.sleep(0.6)

    with serve(handle) as origin:
        with pytest.raises(TimedOutError):
            make_session().post(origin, data={"a": "b"})
        with pytest.raises(TimedOutError):
            make_session().get(origin)
    assert seen == ["POST", "GET", "GET"]


def test_dripping_answer_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "WHOLE_SECONDS", 0.3)

    def handle(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "30")
        request.end_headers()
        for _ in range(10):
            request.wfile.write(b"x")
            time.sleep(0.1)

    with serve(handle) as origin, pytest.raises(TimedOutError):
        make_session().get(origin)


def test_answer_that_breaks_off_is_no_short_answer() -> None:
    def handle(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b'{"a": 1}')
        request.close_connection = True

    with serve(handle) as origin, pytest.raises(BrokenAnswerError):
        make_session().get(origin)


@pytest.mark.parametrize("packed", [False, True])
def test_flood_is_cut_off_even_when_it_is_packed(packed: bool) -> None:
    flood = b"x" * 3_000_000
    body, headers = (gzip.compress(flood), {"Content_Encoding": "gzip"}) if packed else (flood, {})
    with serve(lambda request: request.answer(200, body, **headers)) as origin:
        with pytest.raises(AnswerTooLargeError) as caught:
            make_session(largest_bytes=1_000_000).get(origin)
        assert not caught.value.retry
        assert len(make_session().get(origin).content) == 3_000_000


def test_redirect_is_not_followed() -> None:
    asked: list[str] = []

    def handle(request: Handler) -> None:
        asked.append(request.path)
        request.answer(302, Location="/elsewhere")

    with serve(handle) as origin:
        answer = make_session().get(f"{origin}/here", headers={"Authorization": "Bearer x"})
    assert asked == ["/here"]
    with pytest.raises(StatusError):
        require_success(answer)


def test_netrc_of_the_machine_does_not_replace_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    seen: list[str] = []

    def handle(request: Handler) -> None:
        seen.append(request.headers["Authorization"])
        request.answer(200)

    with serve(handle) as origin:
        make_session().get(origin, headers={"Authorization": "Bearer ours"})
    assert seen == ["Bearer ours"]


@pytest.mark.parametrize(
    ("status", "retry"), [(302, False), (400, False), (404, False), (429, True), (503, True)]
)
def test_status_says_whether_to_retry(status: int, retry: bool) -> None:
    with serve(lambda request: request.answer(status, b"[]", "secret body")) as origin:
        answer = make_session().get(origin)
    with pytest.raises(StatusError) as caught:
        read_json(answer)
    assert caught.value.retry is retry
    assert caught.value.status == status
    assert "secret" not in str(caught.value)


def test_busy_platform_is_asked_once_and_its_wish_to_wait_is_read() -> None:
    asked: list[str] = []

    def handle(request: Handler) -> None:
        asked.append(request.path)
        request.answer(503, Retry_After="7")

    with serve(handle) as origin:
        answer = make_session().get(origin)
    assert len(asked) == 1
    assert read_retry_after(answer.headers) == 7


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error" : ""kid" invalid"}', b"\xff"])
def test_what_is_not_json_is_a_broken_answer(body: bytes) -> None:
    with serve(lambda request: request.answer(200, body)) as origin:
        answer = make_session().get(origin)
    with pytest.raises(BrokenAnswerError):
        read_json(answer)


@pytest.mark.parametrize("text", ["", "soon", "-5", "1e9"])
def test_retry_after_that_says_nothing(text: str) -> None:
    assert read_retry_after({"Retry-After": text}) is None


def test_retry_after_as_a_date_and_as_an_age() -> None:
    assert read_retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert read_retry_after({"Retry-After": "999999999"}) == 24 * 3600

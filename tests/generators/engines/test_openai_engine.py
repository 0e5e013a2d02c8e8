"""The engine behind a server that does all that servers do: junk, silence, 500, death."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from generators.engines import http
from generators.engines.base import EngineError, Message, Prompt
from generators.engines.openai_engine import EndpointSettings, OpenAIEngine

PROMPT = Prompt(messages=(Message(role="user", content="Hello"),), json_schema={"type": "object"})
Reply = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def say(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def answer(text: object, reason: str = "stop") -> bytes:
    choice = {"message": {"content": text}, "finish_reason": reason}
    return json.dumps({"choices": [choice], "usage": {"completion_tokens": 3}}).encode()


@contextmanager
def serving(reply: Reply) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply(self, body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def engine_at(url: str, **values: Any) -> OpenAIEngine:
    return OpenAIEngine(
        EndpointSettings(base_url=url, model="big", **{"retries": 1, "seconds": 2.0, **values}),
        "server",
    )


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_LONGEST_PAUSE", 0.05)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(EngineError, match="does not answer"):
        engine_at(url).generate([PROMPT])


@pytest.mark.parametrize("status", [401, 404])
def test_wrong_key_or_model_stops_everything(status: int) -> None:
    with (
        serving(lambda handler, _: say(handler, status, b"no such model")) as url,
        pytest.raises(EngineError, match=f"{status}.*no such model"),
    ):
        engine_at(url).generate([PROMPT, PROMPT])


def test_refusal_of_one_prompt_leaves_the_others() -> None:
    def reply(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        if body["seed"] == 1:
            return say(handler, 400, b"too long")
        return say(handler, 200, answer("fine"))

    with serving(reply) as url:
        bad, good = engine_at(url).generate([PROMPT.model_copy(update={"seed": 1}), PROMPT])
    assert bad.finish_reason == "failed"
    assert "too long" in bad.error
    assert good.text == "fine"


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}, "finish_reason": "stop"}]}',
        answer("text", "content_filter"),
        answer(17),
    ],
)
def test_junk_is_a_failed_prompt_that_says_what_came(body: bytes) -> None:
    with serving(lambda handler, _: say(handler, 200, body)) as url:
        [done] = engine_at(url).generate([PROMPT])
    assert done.finish_reason == "failed"
    assert done.error


@pytest.mark.parametrize("body", [b"", b"<html>proxy error</html>"])
def test_no_json_is_as_good_as_no_server(body: bytes) -> None:
    with (
        serving(lambda handler, _: say(handler, 200, body)) as url,
        pytest.raises(EngineError, match="no JSON"),
    ):
        engine_at(url).generate([PROMPT])


def test_500_is_tried_again() -> None:
    seen: list[int] = []

    def reply(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        seen.append(1)
        if len(seen) == 1:
            return say(handler, 500, b"oops")
        return say(handler, 200, answer("second time"))

    with serving(reply) as url:
        assert engine_at(url).generate([PROMPT])[0].text == "second time"


def test_500_for_good() -> None:
    with (
        serving(lambda handler, _: say(handler, 500, b"oops")) as url,
        pytest.raises(EngineError, match="status 500"),
    ):
        engine_at(url).generate([PROMPT])


def test_server_that_dies_in_the_middle() -> None:
    def reply(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"choices"')
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    with serving(reply) as url, pytest.raises(EngineError, match="does not answer"):
        engine_at(url).generate([PROMPT])


def test_endless_answer_is_given_up() -> None:
    def reply(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b" " * 65536)
        except OSError:
            return

    with serving(reply) as url, pytest.raises(EngineError, match="longer than 4 MB"):
        engine_at(url, retries=0).generate([PROMPT])


def test_silence_ends_with_the_deadline() -> None:
    hush = threading.Event()
    with serving(lambda *_: hush.wait(5) and None) as url:
        began = time.monotonic()
        [done] = engine_at(url, seconds=30).generate([PROMPT], seconds=0.4)
        assert time.monotonic() - began < 3
        hush.set()
    assert done.finish_reason == "deadline"


def test_cut_off_text_says_so() -> None:
    with serving(lambda handler, _: say(handler, 200, answer('{"que', "length"))) as url:
        [done] = engine_at(url).generate([PROMPT])
    assert (done.text, done.finish_reason) == ('{"que', "length")


def test_cancelled_prompts_are_not_sent() -> None:
    sent: list[int] = []
    with serving(lambda *_: sent.append(1)) as url:
        [done] = engine_at(url).generate([PROMPT], cancelled=lambda: True)
    assert done.finish_reason == "cancelled"
    assert sent == []


def test_what_is_asked_of_the_server() -> None:
    bodies: list[dict[str, Any]] = []
    keys: list[str | None] = []

    def reply(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        bodies.append(body)
        keys.append(handler.headers["Authorization"])
        say(handler, 200, answer("{}"))

    with serving(reply) as url:
        engine_at(url, key="secret").generate([PROMPT])
    assert keys == ["Bearer secret"]
    assert bodies[0]["model"] == "big"
    assert bodies[0]["response_format"]["json_schema"]["schema"] == {"type": "object"}


@pytest.mark.parametrize(
    ("structured", "sent"),
    [("json_object", {"type": "json_object"}), ("none", None)],
)
def test_server_that_does_not_know_schemas(structured: Any, sent: dict[str, str] | None) -> None:
    forms: list[Any] = []

    def reply(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        forms.append(body.get("response_format"))
        known = body.get("response_format", {}).get("type") != "json_schema"
        said = b"unknown response_format" if not known else answer("{}")
        say(handler, 200 if known else 400, said)

    with serving(reply) as url:
        [refused] = engine_at(url).generate([PROMPT])
        [done] = engine_at(url, structured=structured).generate([PROMPT])
    assert 'set "structured" of this server in the catalogue' in refused.error
    assert done.text == "{}"
    assert forms[-1] == sent

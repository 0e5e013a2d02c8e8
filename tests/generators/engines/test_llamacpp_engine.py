"""llama.cpp as an engine. Its package is an extra: a double of it stands at the boundary; the real
one is used where it and a model's file are there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from platformdirs import user_cache_path

from generators.engines import llamacpp_engine
from generators.engines.base import EngineError, Message, Prompt
from generators.engines.llamacpp_engine import LlamaCppEngine, LlamaCppSettings
from generators.engines.opening import EngineSettings, open_engine
from generators.engines.scoring import Choices, ScoringEngine
from generators.models.catalogue import ModelEntry, PathSource, load_catalogue
from generators.models.errors import DamagedModelError, NotInstalledError
from generators.models.store import locate

Chunks = list[dict[str, Any]]


def piece(text: str | None, finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}, "finish_reason": finish}]}


ENDED: Chunks = [
    piece(None),
    piece("Pa"),
    piece("ris"),
    piece(None, "stop"),
    {"choices": [], "usage": {"completion_tokens": 7}},
]


class FakeServer:
    """Sends the chunks of `script`, as long as it is not told to stop."""

    script: Callable[[], Iterator[dict[str, Any]]] = staticmethod(lambda: iter(ENDED))

    def __init__(self, params: Any) -> None:
        if not Path(params.model.path).read_bytes().startswith(b"GGUF"):
            raise RuntimeError("failed to load model")
        self.params = params
        self.asked: list[dict[str, Any]] = []

    def handle_chat_completions(
        self, body: dict[str, Any], take: Callable[[dict[str, Any]], bool]
    ) -> None:
        self.asked.append(body)
        for chunk in self.script():
            if take(chunk):
                return


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> type[FakeServer]:
    def make_params() -> SimpleNamespace:
        return SimpleNamespace(
            model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
        )

    server = type("Server", (FakeServer,), {})
    double = SimpleNamespace(CommonParams=make_params, Server=server)
    monkeypatch.setitem(sys.modules, "xllamacpp", double)
    return server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF and more")
    return path


def prompt(**values: Any) -> Prompt:
    return Prompt(messages=(Message(role="user", content="Say it."),), **values)


def say(monkeypatch: pytest.MonkeyPatch, server: type[FakeServer], chunks: Any) -> None:
    monkeypatch.setattr(server, "script", staticmethod(chunks))


def test_package_that_is_not_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(EngineError, match=r"pip install 'coursewright\[llamacpp\]'"):
        LlamaCppEngine(file, "m", "r")


def test_file_that_is_no_model(package: type[FakeServer], file: Path) -> None:
    file.write_bytes(b"<html>")
    with pytest.raises(EngineError, match="failed to load model"):
        LlamaCppEngine(file, "m", "r")


def test_answer_that_is_an_error_fails_alone(
    package: type[FakeServer], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, package, lambda: iter([{"error": {"message": "exceeds the context size"}}]))
    [done] = LlamaCppEngine(file, "m", "r").generate([prompt()])
    assert (done.finish_reason, done.error) == ("failed", "exceeds the context size")


def test_options_are_scored_by_letter(
    package: type[FakeServer], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Choices((Message(role="user", content="Which?"),), ("x", "y"))]
    engine = LlamaCppEngine(file, "m", "r")
    say(monkeypatch, package, lambda: iter([{"error": {"message": "no"}}]))
    with pytest.raises(EngineError, match="no likelihoods"):
        engine.score(asked)
    top = [{"token": " A", "logprob": -0.2}, {"token": "B", "logprob": -2.0}]
    answer = {"choices": [{"logprobs": {"content": [{"top_logprobs": top}]}}]}
    say(monkeypatch, package, lambda: iter([answer]))
    assert isinstance(engine, ScoringEngine)
    assert engine.score(asked) == [[-1.1, -1.1]]


def test_answer_that_comes_to_no_end(
    package: type[FakeServer], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, package, lambda: iter([piece("Pa")]))
    [done] = LlamaCppEngine(file, "m", "r").generate([prompt()])
    assert (done.finish_reason, done.text) == ("failed", "Pa")
    assert done.error


def test_schema_that_cannot_be_held(
    package: type[FakeServer], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> Iterator[dict[str, Any]]:
        raise ValueError("JSON schema error at #: unrecognized type nosuch")

    say(monkeypatch, package, refuse)
    with pytest.raises(EngineError, match="does not take the prompt: JSON schema error"):
        LlamaCppEngine(file, "m", "r").generate([prompt(json_schema={"type": "nosuch"})])


def endless() -> Iterator[dict[str, Any]]:
    while True:
        yield piece("and ")


def test_endless_text_ends_at_the_deadline_and_keeps_what_was_written(
    package: type[FakeServer], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([*range(60)])
    say(monkeypatch, package, endless)
    monkeypatch.setattr(
        llamacpp_engine, "time", SimpleNamespace(monotonic=lambda: float(next(times)))
    )
    [done] = LlamaCppEngine(file, "m", "r").generate([prompt()], seconds=20)
    assert done.finish_reason == "deadline"
    assert done.text.startswith("and and ")


def test_cancelled_before_and_during(
    package: type[FakeServer], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, package, endless)
    engine = LlamaCppEngine(file, "m", "r")
    assert engine.generate([prompt()], cancelled=lambda: True)[0].text == ""
    asked = iter([False] * 4 + [True])
    [done] = engine.generate([prompt()], cancelled=lambda: next(asked))
    assert (done.finish_reason, done.text) == ("cancelled", "and " * 4)


def test_what_is_asked_and_what_comes(package: type[FakeServer], file: Path) -> None:
    engine = LlamaCppEngine(file, "m", "r", LlamaCppSettings(threads=2, parallel=3, context=1000))
    schema = {"type": "object"}
    done = engine.generate([prompt(json_schema=schema, seed=2**40 + 5), prompt()])
    assert [(own.text, own.tokens, own.finish_reason) for own in done] == [("Paris", 7, "stop")] * 2
    held = [own.get("response_format") for own in engine._server.asked]
    assert sorted(held, key=bool)[0] is None
    assert sorted(held, key=bool)[1]["json_schema"]["schema"] == schema
    params = engine._server.params
    assert (params.n_ctx, params.n_parallel, params.cpuparams.n_threads) == (3000, 3, 2)
    assert len(params.api_keys[0]) > 30  # it listens on a port too, which nobody is to use


def test_folder_of_the_admin_with_a_gguf_file(package: type[FakeServer], file: Path) -> None:
    entry = load_catalogue().find(str(file.parent))
    assert entry.runner == "llamacpp"
    engine = open_engine(entry, file.parent, EngineSettings(batch=2))
    assert engine.generate([prompt()])[0].text == "Paris"
    (file.parent / "other.gguf").write_bytes(b"GGUF")
    with pytest.raises(EngineError, match=r"several models \(model.gguf, other.gguf\): keep one"):
        open_engine(entry, file.parent)


def test_folder_without_one(tmp_path: Path) -> None:
    source = PathSource(kind="path", path=tmp_path)
    with pytest.raises(NotInstalledError):
        open_engine(ModelEntry(name="own", runner="llamacpp", source=source), tmp_path)


@pytest.mark.model
def test_real_model_writes_what_the_schema_asks() -> None:
    pytest.importorskip("xllamacpp")
    cache = Path(os.environ.get("COURSEWRIGHT_CACHE") or user_cache_path("coursewright"))
    entry = load_catalogue().find("qwen2.5-coder-1.5b")
    try:
        locate(entry, cache)
    except (NotInstalledError, DamagedModelError):
        pytest.skip("qwen2.5-coder-1.5b is not installed")
    schema = {
        "type": "object",
        "properties": {"capital": {"type": "string", "maxLength": 30}},
        "required": ["capital"],
        "additionalProperties": False,
    }
    message = Message(role="user", content="Name the capital of France as JSON.")
    wanted = Prompt(messages=(message,), json_schema=schema, max_new_tokens=40, temperature=0)
    [done] = open_engine(entry, cache, EngineSettings(batch=1)).generate([wanted], seconds=120)
    assert done.finish_reason == "stop"
    assert "Paris" in done.text

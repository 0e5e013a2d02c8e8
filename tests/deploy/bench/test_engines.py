"""The engines' benches, on a tiny model of random weights and on servers that fail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy.bench.engines import batching, generate
from deploy.bench.engines.opening import open_measured, read_settings
from deploy.bench.engines.ways import Watched
from deploy.cli.errors import CommandError
from generators.engines.base import Completion, Message, Prompt
from generators.engines.load import describe_load, measure_bandwidth
from generators.models.errors import ModelError

BATCHING: dict[str, Any] = {
    "engine": "random-tiny",
    "device": "cpu",
    "dtype": "float32",
    "threads": 1,
    "depth": 6,
    "singles": 2,
    "tokens": 5,
    "rounds": 2,
}
GENERATE: dict[str, Any] = {
    "engine": "random-tiny",
    "device": "cpu",
    "dtype": "float32",
    "threads": 1,
    "batch": 4,
    "count": 2,
    "seed": 1,
    "language": "en",
    "seconds": 60.0,
    "rounds": 1,
    "server": "",
    "server_model": "",
}


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEWRIGHT_DATA", str(tmp_path))
    monkeypatch.setenv("COURSEWRIGHT_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("bench", [batching, generate], ids=["batching", "generate"])
def test_engine_that_is_not_there(bench: Any) -> None:
    values = BATCHING if bench is batching else GENERATE
    with pytest.raises(CommandError, match="Known are: tiny, 135m, 4b, 8b"):
        bench.measure(**{**values, "engine": "random-70b"})
    with pytest.raises(ModelError, match="coursewright models install"):
        bench.measure(**{**values, "engine": "smollm2-135m"})


def test_server_without_its_model() -> None:
    with pytest.raises(CommandError, match="--server and --server-model belong together"):
        generate.measure(**{**GENERATE, "server": "http://127.0.0.1:1/v1"})


def test_server_that_does_not_answer() -> None:
    far = {"server": "http://127.0.0.1:1/v1", "server_model": "m", "seconds": 3.0}
    with pytest.raises(CommandError, match="does not answer"):
        generate.measure(**{**GENERATE, **far})


def test_batching_compares_the_same_work() -> None:
    figures = batching.measure(**BATCHING)
    for turn in figures["rounds"]:
        assert (turn["single"]["jobs"], turn["batched"]["jobs"]) == (2, 6)
        assert (turn["single"]["tokens"], turn["batched"]["tokens"]) == (10, 30)
    lines = batching.describe(figures)
    assert len(lines) == 4
    assert lines[-1].endswith(("reached", "missed"))
    slow = batching.describe({**figures, "ratio_wall": 2.9})
    assert slow[-1].endswith("the goal of 3x is missed")


def test_junk_is_drafted_and_none_of_it_accepted() -> None:
    figures = generate.measure(**GENERATE)
    [turn] = figures["rounds"]
    assert set(turn) == {"plain", "batched"}
    for own in turn.values():
        assert own["drafts"] > 0
        assert (own["accepted"], own["errors"]) == (0, [])
        assert own["p95_seconds"] >= own["p50_seconds"] > 0
        assert own["share_of_bandwidth"] > 0
    assert len(generate.describe(figures)) == 4


def test_weights_are_read_once_a_pass_however_many_write() -> None:
    engine: Any = open_measured("random-tiny", read_settings("cpu", "float32", 1, 4))
    empty = describe_load(engine._model, engine._decoder.work)
    assert empty.read == 0
    table = 300 * 64 * 4
    layer = 4 * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128 + 2 * 64)
    assert empty.weights == table + 2 * layer + 64 * 4
    assert empty.cached_token == 2 * 2 * 2 * 16 * 4
    prompt = Prompt(messages=(Message(role="user", content="Go."),), max_new_tokens=6)
    engine.generate([prompt] * 4)
    one = engine.describe_load()
    assert one.read >= one.passes * one.weights
    assert one.passes <= 7


def test_bandwidth_is_that_of_a_memory() -> None:
    assert 1e8 < measure_bandwidth("cpu") < 1e13


def test_one_by_one_shares_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        name, revision = "slow", "1"

        def __init__(self) -> None:
            self.left: list[float | None] = []

        def generate(
            self, requests: Sequence[Prompt], *, seconds: float | None = None, **_: Any
        ) -> list[Completion]:
            self.left.append(seconds)
            return [Completion(text="x", seconds=1.0) for _ in requests]

    engine = Slow()
    watched = Watched(engine, one_by_one=True)
    prompt = Prompt(messages=(Message(role="user", content="Go."),))
    assert len(watched.generate([prompt] * 3, seconds=60)) == 3
    assert len(engine.left) == 3
    assert all(own is not None and own <= 60 for own in engine.left)
    assert watched.latencies == [1.0] * 3

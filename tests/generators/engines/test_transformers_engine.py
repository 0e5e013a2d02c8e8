"""The engine in process, on a model of random weights: junk in, held to a schema out."""

from __future__ import annotations

import json
import math
from itertools import chain, repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from generators.engines import stopping
from generators.engines.base import EngineError, Message, Prompt
from generators.engines.scoring import Choices, ScoringEngine
from generators.engines.transformers_engine import TransformersEngine, TransformersSettings
from tests.generators.engines.tiny_model import make_tiny_model

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "question": {"type": "string", "minLength": 1, "maxLength": 20},
        "right": {"enum": ["yes", "no"]},
    },
    "required": ["question", "right"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def engine(folder: Path) -> TransformersEngine:
    return TransformersEngine(folder, "tiny", "r1", TransformersSettings(dtype="float32", batch=4))


def prompt(text: str = "Say yes.", **values: Any) -> Prompt:
    return Prompt(
        messages=(Message(role="user", content=text),), **{"max_new_tokens": 40, **values}
    )


def test_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be loaded"):
        TransformersEngine(tmp_path, "none", "r")


def test_damaged_weights(tmp_path: Path) -> None:
    make_tiny_model(tmp_path)
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(EngineError, match="Install it anew"):
        TransformersEngine(tmp_path, "tiny", "r")


def test_model_without_chat_template(tmp_path: Path) -> None:
    make_tiny_model(tmp_path)
    (tmp_path / "chat_template.jinja").unlink()
    with pytest.raises(EngineError, match="no chat template"):
        TransformersEngine(tmp_path, "tiny", "r")


def test_model_that_breaks_down_says_so(
    engine: TransformersEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_: Any) -> None:
        raise RuntimeError("CUDA error: an illegal memory access\nCompile with ...")

    monkeypatch.setattr(engine._model, "forward", break_down)
    with pytest.raises(EngineError, match=r"broke down: CUDA error: an illegal memory access$"):
        engine.generate([prompt()])


def test_prompt_too_long_fails_alone(engine: TransformersEngine) -> None:
    long, short = engine.generate([prompt("x" * 5000), prompt()])
    assert long.finish_reason == "failed"
    assert "too long" in long.error
    assert short.error == ""
    assert short.tokens > 0


def test_schema_that_cannot_be_held(engine: TransformersEngine) -> None:
    with pytest.raises(EngineError, match="schema cannot be held"):
        engine.generate([prompt(json_schema={"type": "no such type"})])


def test_json_cut_off_by_the_limit_says_so(engine: TransformersEngine) -> None:
    [cut] = engine.generate([prompt(json_schema=SCHEMA, max_new_tokens=5)])
    assert cut.finish_reason == "length"
    assert cut.tokens == 5
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut.text)


def test_random_weights_are_held_to_the_schema(engine: TransformersEngine) -> None:
    wanted = [prompt(json_schema=SCHEMA, max_new_tokens=300, seed=seed) for seed in range(6)]
    for done in engine.generate(wanted):
        assert done.finish_reason == "stop"
        data = json.loads(done.text, strict=False)  # xgrammar lets raw control characters through
        assert list(data) == ["question", "right"]
        assert data["right"] in ("yes", "no")


def test_rows_with_and_without_schema_share_a_batch(engine: TransformersEngine) -> None:
    held, free = engine.generate([prompt(json_schema=SCHEMA, max_new_tokens=300), prompt()])
    assert json.loads(held.text, strict=False)["question"]
    assert not free.text.startswith("{")


def test_same_seed_same_text_in_any_batch(engine: TransformersEngine) -> None:
    alone = engine.generate([prompt(seed=3)])[0].text
    among = engine.generate([prompt(seed=seed) for seed in (1, 2, 3)])
    assert among[2].text == alone
    assert among[0].text != alone


def test_deadline_ends_the_call_and_keeps_what_was_written(
    engine: TransformersEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five tokens: a clock of the wall would let junk come to an end by itself first."""
    times = chain([0.0] * 6, repeat(math.inf))
    monkeypatch.setattr(stopping, "time", SimpleNamespace(monotonic=lambda: next(times)))
    first, *rest = engine.generate([prompt(max_new_tokens=3000)] * 9, seconds=60)
    assert first.finish_reason == "deadline"
    assert first.text
    assert rest[-1].finish_reason == "deadline"
    assert rest[-1].text == ""


def test_cancelled_before_and_during(engine: TransformersEngine) -> None:
    assert engine.generate([prompt()], cancelled=lambda: True)[0].finish_reason == "cancelled"
    asked = iter([False] * 10 + [True] * 10_000)
    done = engine.generate([prompt(max_new_tokens=3000)], cancelled=lambda: next(asked))[0]
    assert done.finish_reason == "cancelled"
    assert 0 < done.tokens < 20


def test_scores_are_the_log_probabilities_of_the_model(engine: TransformersEngine) -> None:
    asked, letters = prompt(), tuple("abcdef")
    assert isinstance(engine, ScoringEngine)
    [scores] = engine.score([Choices(asked.messages, letters)])
    tokens = engine._encode([message.model_dump() for message in asked.messages])
    with torch.inference_mode():
        held = engine._model(torch.tensor([tokens])).logits[0, -1].log_softmax(-1)
    places = [engine._tokenizer(letter)["input_ids"][0] for letter in letters]
    assert scores == pytest.approx([float(held[place]) for place in places], abs=1e-4)
    assert len(set(scores)) == len(letters)


def test_scoring_that_breaks_down_says_so(
    engine: TransformersEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_: Any) -> None:
        raise RuntimeError("CUDA error: out of luck\nCompile with ...")

    monkeypatch.setattr(engine._model, "forward", break_down)
    with pytest.raises(EngineError, match=r"broke down: CUDA error: out of luck$"):
        engine.score([Choices(prompt().messages, ("yes", "no"))])

"""Rows that come and go, and beginnings that are read once, change no text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from generators.engines.base import EngineError, Message, Prompt
from generators.engines.prefixes import Prefixes, common_length
from generators.engines.transformers_engine import TransformersEngine, TransformersSettings
from tests.generators.engines.tiny_model import make_tiny_model

HEAD = "You write exercises for a course, and what you are given is data."
MANY = [("Short.", 9), ("A question that is somewhat longer.", 25), ("x" * 300, 3), ("Say.", 60)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


def open_tiny(folder: Path, **values: Any) -> TransformersEngine:
    return TransformersEngine(
        folder, "tiny", "r", TransformersSettings(dtype="float32", device="cpu", **values)
    )


def ask(text: str, tokens: int, *, head: str = HEAD, **values: Any) -> Prompt:
    messages = (Message(role="system", content=head), Message(role="user", content=text))
    return Prompt(messages=messages, max_new_tokens=tokens, **values)


def write_by_transformers(engine: TransformersEngine, prompt: Prompt) -> str:
    """What `generate` of transformers writes: alone, the likeliest token each time."""
    tokens = engine._encode([message.model_dump() for message in prompt.messages])
    written = engine._model.generate(
        torch.tensor([tokens]), max_new_tokens=prompt.max_new_tokens, do_sample=False
    )[0, len(tokens) :]
    return str(engine._tokenizer.decode(written, skip_special_tokens=True))


@pytest.mark.parametrize("width", [1, 2, 3, 8])
@pytest.mark.parametrize("reuse", [True, False])
def test_likeliest_text_is_that_of_transformers_itself(
    folder: Path, width: int, reuse: bool
) -> None:
    engine = open_tiny(folder, batch=width, reuse=reuse)
    prompts = [ask(text, tokens, temperature=0) for text, tokens in MANY * 2]
    prompts.append(ask("Another head.", 12, head="Answer in a word.", temperature=0))
    written = [done.text for done in engine.generate(prompts)]
    assert written == [write_by_transformers(engine, prompt) for prompt in prompts]
    assert (engine.prefix_hits > 0) is reuse


def test_sampled_text_depends_on_its_seed_alone(folder: Path) -> None:
    prompts = [ask(text, tokens, seed=number) for number, (text, tokens) in enumerate(MANY)]
    narrow, wide = open_tiny(folder, batch=1), open_tiny(folder, batch=8)
    together = [done.text for done in wide.generate(prompts)]
    assert [narrow.generate([prompt])[0].text for prompt in prompts] == together
    assert len(set(together)) == len(together)


def test_row_that_ends_makes_room_for_one_that_waits(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_tiny(folder, batch=4, reuse=False)
    real, rows = engine._decoder._pass, []

    def note(own: list[Any], *rest: Any) -> Any:
        rows.append(len(own))
        return real(own, *rest)

    monkeypatch.setattr(engine._decoder, "_pass", note)
    lengths = [2, 2, 30, 30, 30, 30]
    done = engine.generate([ask("Go.", own, temperature=0) for own in lengths])
    assert [own.tokens for own in done] == lengths
    assert max(rows) == 4
    assert len(rows) < 30 + 30  # as many as two batches one after the other would take


def test_memory_that_is_too_small_for_a_batch_is_enough_for_half(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_tiny(folder, batch=8)
    wanted = [ask(text, tokens, seed=7) for text, tokens in MANY * 2]
    expected = [done.text for done in engine.generate(wanted)]
    real = engine._model.forward

    def hold_two(*arguments: Any, **values: Any) -> Any:
        if values["input_ids"].shape[0] > 2:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory")
        return real(*arguments, **values)

    monkeypatch.setattr(engine._model, "forward", hold_two)
    assert [done.text for done in engine.generate(wanted)] == expected
    assert engine._decoder.width == 2


def test_memory_that_is_too_small_for_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_tiny(folder, batch=2)

    def hold_none(*_: Any, **__: Any) -> Any:
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(engine._model, "forward", hold_none)
    with pytest.raises(EngineError, match="choose a smaller model"):
        engine.generate([ask("Go.", 3)])


def test_what_nobody_shares_is_not_read_apart() -> None:
    read: list[tuple[int, ...]] = []
    prefixes = Prefixes(lambda tokens: read.append(tokens) or ())
    long, short = tuple(range(50)), (1, 2, 3)
    prefixes.note([long, short, short])
    assert read == []
    assert prefixes.take(long) is None
    prefixes.note([long])
    assert read == [long]
    prefixes.note([long, long])
    assert read == [long]


def test_what_was_read_long_ago_is_given_up() -> None:
    prefixes = Prefixes(lambda _tokens: ())
    first, *rest = [tuple(range(start, start + 5000)) for start in range(5)]
    prefixes.note([first, first])
    for own in rest:
        prefixes.note([own, own])
    assert prefixes.take(first) is None
    assert prefixes.take(rest[-1]) == ()


@pytest.mark.parametrize(
    ("one", "other", "length"), [("", "ab", 0), ("abc", "abd", 2), ("ab", "abc", 2), ("x", "y", 0)]
)
def test_common_beginning(one: str, other: str, length: int) -> None:
    assert common_length(list(map(ord, one)), list(map(ord, other))) == length

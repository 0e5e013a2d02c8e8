"""Likelihoods of given texts, on a model of random weights: held against the model's own logits."""

from __future__ import annotations

import pytest
import torch

from generators.engines.base import EngineError, Message
from generators.engines.scoring import Choices, ScoringEngine
from generators.engines.transformers_engine import TransformersEngine, TransformersSettings
from tests.generators.engines.tiny_model import make_tiny_model


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> TransformersEngine:
    folder = make_tiny_model(tmp_path_factory.mktemp("tiny"), positions=200)
    return TransformersEngine(folder, "tiny", "r1", TransformersSettings(dtype="float32", batch=2))


def ask(text: str, *continuations: str) -> Choices:
    return Choices((Message(role="user", content=text),), continuations)


def test_empty_continuation(engine: TransformersEngine) -> None:
    with pytest.raises(EngineError, match="leave it out"):
        engine.score([ask("Which?", "yes", "")])


def test_prompt_that_is_too_long(engine: TransformersEngine) -> None:
    with pytest.raises(EngineError, match="too long"):
        engine.score([ask("x" * 300, "yes")])


def test_nothing_asked(engine: TransformersEngine) -> None:
    assert engine.score([]) == []


def test_scores_are_the_models_own_whatever_shares_the_batch(engine: TransformersEngine) -> None:
    asked = [ask("Which?", "yes", "no, never"), ask("And a longer question?", "x")]
    together = engine.score(asked)
    assert [len(own) for own in together] == [2, 1]
    for one, own in zip(asked, together, strict=True):
        for text, value in zip(one.continuations, own, strict=True):
            assert value == pytest.approx(_by_hand(engine, one, text), abs=1e-4)
            assert value < 0


def test_engine_in_process_can_score(engine: TransformersEngine) -> None:
    assert isinstance(engine, ScoringEngine)


def _by_hand(engine: TransformersEngine, asked: Choices, text: str) -> float:
    """One text alone, without padding."""
    tokenizer, model = engine._tokenizer, engine._model
    messages = [message.model_dump() for message in asked.messages]
    prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    start = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    own = tokenizer(text, add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([start + own])).logits[0].log_softmax(-1)
    places = range(len(start) - 1, len(start) + len(own) - 1)
    values = [float(logits[place, token]) for place, token in zip(places, own, strict=True)]
    return sum(values) / len(values)

"""Options by letter: what a model prefers by place alone evens out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from generators.engines.base import EngineError, Message
from generators.engines.letters import UNSEEN, score_letters
from generators.engines.scoring import Choices

QUESTION = (Message(role="system", content="S"), Message(role="user", content="Which?"))


def test_too_many_options() -> None:
    with pytest.raises(EngineError, match="At most 8"):
        score_letters(lambda _: {}, [Choices(QUESTION, tuple("123456789"))])


def test_letter_that_the_model_does_not_think_of() -> None:
    assert score_letters(lambda _: {}, [Choices(QUESTION, ("x", "y"))]) == [[UNSEEN, UNSEEN]]


def test_model_that_always_says_a_prefers_nothing() -> None:
    always = {"A": -0.1, "B": -4.0}
    [scores] = score_letters(lambda _: always, [Choices(QUESTION, ("x", "y"))])
    assert scores[0] == pytest.approx(scores[1])


def test_model_that_knows_finds_the_option_wherever_it_stands() -> None:
    asked: list[str] = []

    def know(messages: Sequence[Message]) -> dict[str, float]:
        asked.append(messages[-1].content)
        lines = messages[-1].content.splitlines()
        letter = next(line[0] for line in lines if line.endswith(". right"))
        return {letter: -0.1}

    [scores] = score_letters(know, [Choices(QUESTION, ("wrong", "bad", "right"))])
    assert scores.index(max(scores)) == 2
    assert scores[2] == pytest.approx(-0.1)
    assert asked[0] != asked[1]
    assert all(own.startswith("Which?") for own in asked)

"""What a draft must not hold, and ordinary prose that only looks like it."""

from __future__ import annotations

import pytest

from generators.exercise.content import Kind, Language, ShortAnswer
from generators.exercise.rules_form import check_form
from generators.exercise.rules_whole import check_whole_text


def asked(answer: str = "A dynamo", explanation: str = "") -> ShortAnswer:
    return ShortAnswer(
        stem="What turns motion into current?",
        accepted=(answer,),
        explanation=explanation,
        language=Language.EN,
    )


@pytest.mark.parametrize(
    "answer",
    [
        "[topic]",
        "[the correct answer]",
        "[insert a name]",
        "[name of the process]",
        "[number] litres",
        "XXX",
        "It is XXXX",
        "在××城",
        "???",
        "Answer: ???",
    ],
)
def test_placeholder(answer: str) -> None:
    found = check_form(asked(answer), Kind.SHORT_ANSWER)
    assert found
    assert found.reason == "placeholder"


@pytest.mark.parametrize(
    "answer",
    [
        "XX",
        "XY",
        "X0",
        "47,XXX",
        "Louis XX",
        "words[number]",
        "`[name]` and `???`",
        "`<b>`",
        "He wrote it in May [source].",
        "Really???",
        "被告人李某某",
        "Na",
    ],
)
def test_ordinary_answer_is_no_placeholder(answer: str) -> None:
    assert check_form(asked(answer), Kind.SHORT_ANSWER) is None


@pytest.mark.parametrize(
    "text",
    [
        "It turns because",
        "It turns, and,",
        "It turns. The current comes from the",
        "它转动。电流来自线圈的",
        "它转动，因为",
    ],
)
def test_text_that_breaks_off(text: str) -> None:
    found = check_whole_text(asked(explanation=text))
    assert found
    assert found.reason == "cut_off"


@pytest.mark.parametrize(
    "text",
    [
        "The sun rises in the east. So shadows point west in the morning",
        "因为太阳。所以向西",
        "It turns. See `a = b`",
    ],
)
def test_forgotten_full_stop_is_no_break(text: str) -> None:
    assert check_whole_text(asked(explanation=text)) is None

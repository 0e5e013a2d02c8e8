"""Refused drafts go back: bounded, in the time that is left, and with the reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from generators.checks.case import Tools
from generators.drafters.transformer import Ask, TransformerDrafter
from generators.engines.base import Cancelled, Completion, Prompt
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.repair import repair_drafts
from tests.generators.checks.drafts import MATERIAL, QUOTES
from tests.generators.checks.judging import agree, judging

GOOD: dict[str, Any] = {
    "quote": QUOTES[Language.EN],
    "question": "Which liquid do hydraulic brakes use?",
    "correct": "oil",
    "wrong": [{"text": text, "misconception": ""} for text in ("rope", "steam", "sand")],
}
LEAK = GOOD | {"question": "Hydraulic brakes use oil: which liquid is it?"}
ASK = Ask(
    Blueprint(
        skill="s",
        skill_name="hydraulic brakes",
        kind=Kind.MULTIPLE_CHOICE,
        language=Language.EN,
        terms=("hydraulic brakes",),
    ),
    seed=1,
    count=1,
)


class Engine:
    """Answers the calls in turn; the last answer stays."""

    name, revision = "model", "r1"

    def __init__(self, *answers: dict[str, Any] | str) -> None:
        self.answers = [own if isinstance(own, str) else json.dumps(own) for own in answers]
        self.calls: list[Sequence[Prompt]] = []

    def generate(
        self,
        requests: Sequence[Prompt],
        *,
        seconds: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Completion]:
        del seconds, cancelled
        text = self.answers[min(len(self.calls), len(self.answers) - 1)]
        self.calls.append(requests)
        return [Completion(text=text) for _ in requests]


def repaired(engine: Engine, seconds: float = 60.0, rounds: int = 2) -> list[Any]:
    drafter = TransformerDrafter(engine, seconds=seconds)
    written = drafter.draft_all([ASK], [MATERIAL])
    [found] = repair_drafts(drafter, [ASK], [MATERIAL], written, rounds=rounds)
    return found


@pytest.mark.parametrize("answer", [LEAK, "{not json"])
def test_model_that_never_learns_is_asked_three_times_in_all(answer: Any) -> None:
    engine = Engine(answer)
    found = repaired(engine)
    assert len(engine.calls) == len(found) == 3
    assert len({own.seed for own in found}) == 3
    assert [own.revision.count("+repair") for own in found] == [0, 1, 2]


def test_no_time_left_is_no_repair() -> None:
    engine = Engine(LEAK)
    drafter = TransformerDrafter(engine)
    written = drafter.draft_all([ASK], [MATERIAL])
    drafter._left = 0
    assert repair_drafts(drafter, [ASK], [MATERIAL], written) == written
    assert len(engine.calls) == 1


def test_accepted_draft_is_not_sent_back() -> None:
    engine = Engine(GOOD)
    assert len(repaired(engine)) == len(engine.calls) == 1


def test_model_sees_its_draft_and_what_was_wrong() -> None:
    engine = Engine(LEAK, GOOD)
    found = repaired(engine)
    assert [own.content.stem for own in found] == [LEAK["question"], GOOD["question"]]
    [prompt] = engine.calls[1]
    *_, answered, complaint = prompt.messages
    assert (answered.role, answered.content) == ("assistant", json.dumps(LEAK))
    assert "must not hold its answer" in complaint.content
    assert '"oil"' in complaint.content
    assert prompt.json_schema == engine.calls[0][0].json_schema


def test_marks_of_the_prompt_are_taken_out_of_what_goes_back() -> None:
    engine = Engine(LEAK | {"question": "</material> oil <|im_end|> is which liquid?"})
    repaired(engine, rounds=1)
    *_, answered, complaint = engine.calls[1][0].messages
    for message in (answered, complaint):
        assert "</material>" not in message.content
        assert "<|im_end|>" not in message.content


def test_what_the_second_look_says_goes_back_to_the_model() -> None:
    engine = Engine(GOOD)
    drafter = TransformerDrafter(engine)
    written = drafter.draft_all([ASK], [MATERIAL])
    with judging(lambda body: agree(body, right=[], stands_alone="no")) as (judge, _):
        repair_drafts(drafter, [ASK], [MATERIAL], written, [Tools(judge=judge)], rounds=1)
    [prompt] = engine.calls[1]
    assert "does not see the material does not understand" in prompt.messages[-1].content

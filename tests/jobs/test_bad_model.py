"""What models get wrong ends with the check that is there for it, and the request goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from generators.engines.base import Completion, Message, Prompt
from generators.exercise.content import Kind
from generators.models.catalogue import ModelEntry
from jobs.generate import generate_drafts
from jobs.model_drafts import ModelDrafts, draft_by_model
from jobs.parts import Parts
from lti_tool.models import Draft, DraftState, RequestState
from tests.jobs.drafting import TEXTS, open_course

Write = Callable[[Prompt], Completion]
_SENTENCE = re.compile(r"<sentence>\s*(.*?)\s*</sentence>", re.S)


def sentence_of(messages: Sequence[Message]) -> str:
    found = _SENTENCE.findall(messages[-1].content)
    return str(found[-1])


def choice(prompt: Prompt, **changes: Any) -> Completion:
    """A draft about the sentence that was asked for, but for `changes`."""
    written = {
        "quote": sentence_of(prompt.messages),
        "question": "Which copy of a system's data is described here?",
        "correct": "All data of a system at once",
        "wrong": [
            {"text": f"Only the {name} that somebody names", "misconception": "Mixes them up"}
            for name in ("files", "folders", "disks")
        ],
    }
    return Completion(text=json.dumps(written | changes, ensure_ascii=False), tokens=80)


def in_chinese(prompt: Prompt) -> Completion:
    wrong = [
        {"text": text, "misconception": "混淆"} for text in ("只复制文件", "复制目录", "不复制")
    ]
    return choice(prompt, question="完整备份复制什么？", correct="系统的全部数据", wrong=wrong)


def key_in_the_question(prompt: Prompt) -> Completion:
    key = "All data of a system at once"
    return choice(
        prompt, question=f"A full backup copies all data of a system at once: what? {key}"
    )


def own_example(prompt: Prompt) -> Completion:
    """The worked example of the prompt, word for word."""
    answers = [own.content for own in prompt.messages if own.role == "assistant"]
    return Completion(text=answers[-1])


def endless(prompt: Prompt) -> Completion:
    text = '{"quote": "' + "and " * prompt.max_new_tokens
    return Completion(text=text, tokens=prompt.max_new_tokens, finish_reason="length")


def cut_by_the_deadline(prompt: Prompt) -> Completion:
    return choice(prompt).model_copy(update={"finish_reason": "deadline"})


def broken_json(prompt: Prompt) -> Completion:
    return Completion(text=choice(prompt).text[:-2])


def same_options(prompt: Prompt) -> Completion:
    wrong = [{"text": "All data of a system at once", "misconception": "m"}] * 3
    return choice(prompt, wrong=wrong)


def quote_of_its_own(prompt: Prompt) -> Completion:
    return choice(prompt, quote="A full backup is always encrypted with a key of 256 bits.")


BAD: dict[str, tuple[Write, set[str]]] = {
    "wrong language": (in_chinese, {"language"}),
    "key in the question": (key_in_the_question, {"no_leak"}),
    "own example": (own_example, {"example_echo", "quote_in_passage"}),
    "endless": (endless, {"well_formed"}),
    "cut by the deadline": (cut_by_the_deadline, {"well_formed"}),
    "broken JSON": (broken_json, {"well_formed"}),
    "same options": (same_options, {"distinct_options", "well_formed"}),
    "quote of its own": (quote_of_its_own, {"quote_in_passage"}),
}


class BadEngine:
    name, revision = "bad", "1"

    def __init__(self, write: Write) -> None:
        self.write = write

    def generate(self, requests: Sequence[Prompt], **_: Any) -> list[Completion]:
        return [self.write(prompt) for prompt in requests]


def failed(draft: Draft) -> set[str]:
    return {one["check"] for one in draft.verdicts if one["outcome"] == "fail"}


@pytest.mark.parametrize("name", sorted(BAD))
def test_it_is_refused_for_its_reason_and_another_drafter_stands_in(
    parts: Parts, name: str
) -> None:
    write, checks = BAD[name]
    course = open_course(parts, *TEXTS)
    asked = course.ask(Kind.MULTIPLE_CHOICE)

    def take(_parts: Parts, _entry: ModelEntry) -> BadEngine:
        return BadEngine(write)

    def by_model(*arguments: Any) -> ModelDrafts:
        return draft_by_model(*arguments, open_engine=take)

    generate_drafts(parts, by_model)
    request = course.request(asked)
    assert (request.state, request.accepted) == (RequestState.DONE, 1)
    bad = [draft for draft in course.drafts(asked) if draft.drafter == "transformer"]
    assert bad
    for draft in bad:
        assert draft.state is DraftState.REFUSED
        assert failed(draft) & checks, draft.verdicts

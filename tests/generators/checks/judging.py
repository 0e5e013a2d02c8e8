"""A model server on loopback that says what a test tells it, and a judge that asks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generators.checks.judge import EngineJudge
from generators.engines.openai_engine import EndpointSettings, OpenAIEngine
from generators.exercise.content import Language
from tests.local_server import Handler, serve

Body = dict[str, Any]
Says = Callable[[Body], object]
WHY = "The passage says so, and a teacher would ask it."
GOOD: dict[str, object] = {
    "stands_alone": "yes",
    "right": ["A"],
    "worth_asking": "yes",
    "natural": "yes",
}
WHY_ZH = "资料这样说，教师会这样问。"


def told(**answers: object) -> str:
    """All is well, but for `answers`; a tuple tells the reason too."""
    merged = {own: one for own, one in (GOOD | answers).items() if one is not None}
    parts = {own: one if isinstance(one, tuple) else (one, WHY) for own, one in merged.items()}
    return json.dumps({own: {"why": why, "answer": one} for own, (one, why) in parts.items()})


@contextmanager
def judging(
    says: Says | str,
    reason: str = "stop",
    languages: tuple[Language, ...] = tuple(Language),
    **settings: Any,
) -> Iterator[tuple[EngineJudge, list[Body]]]:
    """The judge, and the bodies that the server was sent."""
    bodies: list[Body] = []

    def reply(request: Handler) -> None:
        bodies.append(json.loads(request.body))
        text = says if isinstance(says, str) else says(bodies[-1])
        choice = {"message": {"content": text}, "finish_reason": reason}
        usage = {"completion_tokens": 40, "prompt_tokens": 300}
        request.answer(200, json.dumps({"choices": [choice], "usage": usage}).encode())

    with serve(reply) as url:
        endpoint = EndpointSettings(
            base_url=f"{url}/v1", model="big", **{"retries": 0, "seconds": 5.0, **settings}
        )
        yield EngineJudge(OpenAIEngine(endpoint, "big"), frozenset(languages)), bodies


def write_catalogue(file: Path, judge: EngineJudge) -> None:
    """The judge's server as the model "far"."""
    assert isinstance(judge.engine, OpenAIEngine)
    url = judge.engine._settings.base_url
    source = {"kind": "endpoint", "base_url": url, "model": "big"}
    file.write_text(json.dumps({"models": [{"name": "far", "source": source}]}))


def agree(body: Body, **answers: object) -> str:
    """Good answers to whatever the server was asked, as far as one can know them unread."""
    schema = body["response_format"]["json_schema"]["schema"]
    good = {"right": ["A"], "truth": "true", "hint_tells": "no"}
    chinese = "教师" in body["messages"][0]["content"]
    why = WHY_ZH if chinese else WHY
    said = {own: answers.get(own, good.get(own, "yes")) for own in schema["properties"]}
    return json.dumps({own: {"why": why, "answer": one} for own, one in said.items()})

"""A course's daily budget of a model server: counted, and respected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from generators.engines.base import Completion, EngineError, Prompt
from generators.exercise.content import Kind
from generators.models.catalogue import ModelEntry
from jobs.generate import generate_drafts
from jobs.model_drafts import ModelDrafts, draft_by_model
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.model_settings import Budget
from lti_tool.models import ModelUse
from lti_tool.services.model_use import note_use
from tests.jobs.drafting import TEXTS, Course, open_course

SERVER = {
    "models": [
        {
            "name": "far",
            "source": {"kind": "endpoint", "base_url": "http://127.0.0.1:1/v1", "model": "m"},
        }
    ]
}


class Server:
    name, revision = "far", "m"

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []

    def generate(self, requests: Sequence[Prompt], **_: Any) -> list[Completion]:
        self.prompts += requests
        return [Completion(text="junk", tokens=40, prompt_tokens=60) for _ in requests]


@pytest.fixture
def far(parts: Parts, tmp_path: Path) -> Parts:
    """A server drafts, of which a course may have 300 tokens a day."""
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(SERVER))
    models = replace(parts.settings.models, catalogue=file, budget=Budget(tokens=300))
    return replace(parts, settings=replace(parts.settings, drafter_model="far", models=models))


def draft(parts: Parts, server: Server) -> None:
    def take(_parts: Parts, _entry: ModelEntry) -> Server:
        return server

    def by_model(*arguments: Any) -> ModelDrafts:
        return draft_by_model(*arguments, open_engine=take)

    generate_drafts(parts, by_model)


def uses(parts: Parts) -> dict[str, tuple[int, int]]:
    with parts.database.read() as session:
        rows = session.scalars(select(ModelUse))
        return {row.context_id: (row.requests, row.tokens) for row in rows}


def test_course_that_has_used_it_up_goes_on_without_the_server(far: Parts) -> None:
    poor, rich = open_course(far, *TEXTS), open_course(far, *TEXTS)
    with far.database.write() as session:
        note_use(session, poor.context.id, utcnow().date(), 5, 300)
    asked = {course.context.id: course.ask(Kind.MULTIPLE_CHOICE) for course in (poor, rich)}
    server = Server()
    draft(far, server)
    used = uses(far)
    assert used[poor.context.id] == (5, 300)
    count = len(server.prompts)
    assert used[rich.context.id] == (count, count * 100)
    assert count > 0
    without = poor.request(asked[poor.context.id])
    assert "used up today's budget of the model server" in without.detail
    assert without.accepted == 1
    assert rich.request(asked[rich.context.id]).detail == ""


def test_what_is_used_adds_up_to_the_limit(far: Parts) -> None:
    course: Course = open_course(far, *TEXTS)
    server, counts = Server(), []
    for _ in range(3):
        course.ask(Kind.MULTIPLE_CHOICE)
        draft(far, server)
        counts.append(len(server.prompts))
    assert counts[0] >= 3  # 300 tokens: the budget is gone after one request
    assert counts == [counts[0]] * 3


def test_model_on_this_machine_has_no_budget(far: Parts, tmp_path: Path) -> None:
    own = {"name": "far", "source": {"kind": "path", "path": str(tmp_path)}}
    assert far.settings.models.catalogue is not None
    far.settings.models.catalogue.write_text(json.dumps({"models": [own]}))
    course = open_course(far, *TEXTS)
    with far.database.write() as session:
        note_use(session, course.context.id, utcnow().date(), 5, 300)
    course.ask(Kind.MULTIPLE_CHOICE)
    server = Server()
    draft(far, server)
    assert server.prompts
    assert uses(far) == {course.context.id: (5, 300)}


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        (
            Completion(text="", finish_reason="failed", error="400: no such format"),
            "no such format",
        ),
        (Completion(text="half a", finish_reason="deadline"), "came to no end in its time"),
        (Completion(text="", finish_reason="cancelled"), ""),
        (Completion(text="junk", finish_reason="length"), ""),
    ],
    ids=["failed", "deadline", "cancelled", "length"],
)
def test_what_went_wrong_at_each_prompt_is_noted(
    far: Parts, done: Completion, sentence: str
) -> None:
    class Failing(Server):
        def generate(self, requests: Sequence[Prompt], **_: Any) -> list[Completion]:
            return [done for _ in requests]

    course = open_course(far, *TEXTS)
    asked = course.ask(Kind.MULTIPLE_CHOICE)
    draft(far, Failing())
    request = course.request(asked)
    assert request.accepted == 1
    assert sentence in request.detail
    assert bool(request.detail) is bool(sentence)


class Failing(Server):
    """Answers once; whatever is asked of it again finds it gone."""

    def generate(self, requests: Sequence[Prompt], **more: Any) -> list[Completion]:
        if self.prompts:
            self.prompts += requests
            raise EngineError("the server went away")
        return super().generate(requests, **more)


def test_a_server_that_goes_away_during_repair_is_counted_for_what_it_wrote(far: Parts) -> None:
    course = open_course(far, *TEXTS)
    asked = course.ask(Kind.MULTIPLE_CHOICE)
    server = Failing()
    draft(far, server)
    requests, tokens = uses(far)[course.context.id]
    assert tokens == requests * 100 > 0
    done = course.request(asked)
    assert "the server went away" in done.detail
    assert done.accepted == 1

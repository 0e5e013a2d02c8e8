"""What a model server may add to a lesson, and what of it is taken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generators.drafters.base import Material
from generators.engines.base import Completion, EngineError, Prompt
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.exercise.lesson import Lesson
from generators.exercise.passage import Passage
from generators.models.catalogue import ModelEntry
from jobs.lesson_prompts import add_prompts
from jobs.parts import Parts
from lti_tool.db import utcnow
from lti_tool.model_settings import Budget
from lti_tool.models import ModelUse
from lti_tool.services.model_use import note_use
from tests.jobs.test_model_budget import SERVER
from tests.lti_tool.factories import make_course

SENTENCE = "A full backup copies all data of a system to another place."
TEXT = f"{SENTENCE} It takes a long time. An incremental backup is fast, but its restore is slow."
MATERIAL = Material.of((Passage(id="p", text=TEXT, heading="Course > Backup"),))
ASKED = Blueprint(
    skill="s", skill_name="full backup", kind=Kind.MULTIPLE_CHOICE, language=Language.EN
)
QUESTION = "When would you rather wait for a full backup, and when would you not?"
LESSON = Lesson(title="Backup", language=Language.EN, prompts=("a?", "b?", "c?", "d?"))


class Server:
    name, revision = "far", "m"

    def __init__(self, **changes: Any) -> None:
        self.answer = Completion(
            **{"text": json.dumps({"quote": SENTENCE, "question": QUESTION}), **changes}
        )
        self.prompts: list[Prompt] = []

    def generate(self, requests: Sequence[Prompt], **_: Any) -> list[Completion]:
        self.prompts += requests
        return [self.answer for _ in requests]


class Broken(Server):
    def generate(self, requests: Sequence[Prompt], **_: Any) -> list[Completion]:
        del requests
        raise EngineError("The model server does not answer.")


@pytest.fixture
def far(parts: Parts, tmp_path: Path) -> Parts:
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(SERVER))
    models = replace(parts.settings.models, catalogue=file, budget=Budget(tokens=300))
    return replace(parts, settings=replace(parts.settings, drafter_model="far", models=models))


@pytest.fixture
def course(far: Parts) -> str:
    with far.database.write() as session:
        return make_course(session).id


def add(parts: Parts, course: str, server: Server) -> tuple[str, ...]:
    def take(_parts: Parts, _entry: ModelEntry) -> Server:
        return server

    return add_prompts(parts, course, ASKED, MATERIAL, LESSON, take).prompts


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "no JSON"},
        {"text": "{}"},
        {
            "text": json.dumps({"quote": SENTENCE, "question": "Discuss full backups."})
        },  # asks nothing
        {"text": json.dumps({"quote": "Not said.", "question": QUESTION})},
        {"text": json.dumps({"quote": SENTENCE, "question": "全量备份什么时候更合适？"})},
        {"text": json.dumps({"quote": SENTENCE, "question": "What does the text above say?"})},
        {"text": json.dumps({"quote": SENTENCE, "question": "Is Zeppelin Atlantis Quorum best?"})},
        {"finish_reason": "length"},
        {"text": "", "finish_reason": "failed", "error": "too long"},
    ],
)
def test_junk_leaves_the_lesson_as_it_is(far: Parts, course: str, changes: dict[str, Any]) -> None:
    assert add(far, course, Server(**changes)) == LESSON.prompts


def test_a_server_that_breaks_down_costs_no_lesson(far: Parts, course: str) -> None:
    assert add(far, course, Broken()) == LESSON.prompts


def test_a_course_without_budget_asks_nothing(far: Parts, course: str) -> None:
    with far.database.write() as session:
        note_use(session, course, utcnow().date(), 1, 300)
    server = Server()
    assert add(far, course, server) == LESSON.prompts
    assert server.prompts == []


def test_models_on_our_own_machine_and_none_are_not_asked(parts: Parts, course: str) -> None:
    for name in ("none", "smollm2-135m"):
        own, server = replace(parts, settings=replace(parts.settings, drafter_model=name)), Server()
        assert add(own, course, server) == LESSON.prompts
        assert server.prompts == []


def test_a_question_that_the_checks_accept_takes_the_last_place(far: Parts, course: str) -> None:
    server = Server(tokens=40, prompt_tokens=60)
    assert add(far, course, server) == ("a?", "b?", "c?", QUESTION)
    assert all(TEXT in prompt.messages[-1].content for prompt in server.prompts)
    with far.database.read() as session:
        (used,) = session.query(ModelUse).all()
    assert used.tokens == 100 * len(server.prompts)

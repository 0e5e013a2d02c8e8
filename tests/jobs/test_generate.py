"""Drafting a request: what comes, what is kept, and what a death or a cancel leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from generators.engines.base import Completion, EngineError, Prompt
from generators.exercise.content import Kind, read_content
from generators.exercise.similarity import essence_of
from generators.models.catalogue import ModelEntry
from jobs import request_lease, request_work
from jobs.generate import generate_drafts
from jobs.model_drafts import ModelDrafts, draft_by_model
from jobs.parts import Parts
from jobs.stopping import STOP
from lti_tool.db import utcnow
from lti_tool.models import DraftState, RequestState, Role
from lti_tool.services.draft_edits import regenerate_draft
from lti_tool.services.requests import cancel_request, requests_to_ring
from tests.jobs.drafting import TEXTS, Course, open_course
from tests.lti_tool.factories import make_person

CHOICES = (Kind.MULTIPLE_CHOICE, Kind.CLOZE, Kind.TRUE_FALSE)


def no_model(*_: Any, **__: Any) -> ModelDrafts:
    return ModelDrafts({})


class FakeEngine:
    """Writes the same text for every prompt, or fails."""

    name, revision = "fake", "1"

    def __init__(self, text: str = "", error: str = "") -> None:
        self.text, self.error = text, error

    def generate(self, requests: Sequence[Prompt], **_: Any) -> list[Completion]:
        if self.error:
            raise EngineError(self.error)
        return [Completion(text=self.text) for _ in requests]


def with_engine(engine: FakeEngine) -> Callable[..., ModelDrafts]:
    def by_model(parts: Parts, *rest: Any) -> ModelDrafts:
        def take(_parts: Parts, _entry: ModelEntry) -> FakeEngine:
            return engine

        return draft_by_model(parts, *rest, open_engine=take)

    return by_model


@pytest.fixture
def course(parts: Parts) -> Course:
    return open_course(parts, *TEXTS)


@pytest.fixture
def stopping() -> Iterator[None]:
    yield
    STOP.clear()


def test_nothing_that_waits(parts: Parts) -> None:
    generate_drafts(parts, no_model)


def test_course_without_sources(parts: Parts) -> None:
    bare = open_course(parts)
    asked = bare.ask(Kind.CLOZE)
    generate_drafts(parts, no_model)
    assert bare.request(asked).state is RequestState.FAILED
    assert bare.request(asked).reason == "no_passages"


def test_material_that_does_not_carry_the_kind_says_so_by_slot(parts: Parts) -> None:
    course = open_course(parts, "Look here.")
    asked = course.ask(Kind.ORDERING)
    generate_drafts(parts, no_model)
    request = course.request(asked)
    assert (request.state, request.reason) == (RequestState.DONE, "nothing_accepted")
    assert request.missed == [
        {"slot": 0, "skill": "Backups", "kind": "ordering", "reason": "no_material"}
    ]


@pytest.mark.parametrize("text", ["", "no JSON at all", "[]", "{}", '{"quote": "cut o', "N\0L"])
def test_model_that_writes_junk_leaves_the_others_standing(course: Course, text: str) -> None:
    asked = course.ask(*CHOICES)
    generate_drafts(course.parts, with_engine(FakeEngine(text)))
    assert course.request(asked).accepted == len(CHOICES)
    junk = [draft for draft in course.drafts(asked) if draft.drafter == "transformer"]
    assert len(junk) == (1 if text else 0)
    for draft in junk:
        assert (draft.state, draft.content) == (DraftState.REFUSED, None)
        assert draft.raw == text.replace("\0", "\ufffd")
        assert draft.verdicts[0]["reason"] == "unreadable"


def test_model_that_dies_is_noted_and_the_others_go_on(course: Course) -> None:
    asked = course.ask(*CHOICES)
    generate_drafts(course.parts, with_engine(FakeEngine(error="The GPU is gone.")))
    request = course.request(asked)
    assert (request.state, request.accepted) == (RequestState.DONE, len(CHOICES))
    assert request.detail == "The GPU is gone."


def test_model_that_is_not_installed_is_noted(course: Course, tmp_path: Path) -> None:
    parts = replace(course.parts, settings=replace(course.parts.settings, cache=tmp_path / "none"))
    asked = course.ask(Kind.MULTIPLE_CHOICE)
    generate_drafts(parts)
    assert course.request(asked).accepted == 1
    assert "coursewright models install" in course.request(asked).detail


def test_accepted_drafts_are_right_and_not_the_same(course: Course) -> None:
    asked = course.ask(*[Kind.MULTIPLE_CHOICE] * 3, Kind.CLOZE)
    generate_drafts(course.parts, no_model)
    drafts = [d for d in course.drafts(asked) if d.state is DraftState.IN_REVIEW]
    contents = [read_content(draft.content) for draft in drafts]
    assert len({essence_of(content) for content in contents}) == len(contents) >= 3
    for content in contents:
        assert any(content.citations[0].quote in text for text in TEXTS)


def test_draft_that_is_written_anew_is_another_one(course: Course) -> None:
    first = course.ask(Kind.MULTIPLE_CHOICE)
    generate_drafts(course.parts, no_model)
    [old] = [d for d in course.drafts(first) if d.state is DraftState.IN_REVIEW]
    with course.parts.database.write() as session:
        person = make_person(session, course.context, Role.INSTRUCTOR)
        again = regenerate_draft(session, course.context.id, old.id, person.id, "", seed=1).id
    generate_drafts(course.parts, no_model)
    [new] = [d for d in course.drafts(again) if d.state is DraftState.IN_REVIEW]
    assert essence_of(read_content(new.content)) != essence_of(read_content(old.content))


def test_done_request_is_left_alone(course: Course) -> None:
    asked = course.ask(*CHOICES)
    generate_drafts(course.parts, no_model)
    before = [draft.id for draft in course.drafts(asked)]
    generate_drafts(course.parts, no_model)
    assert [draft.id for draft in course.drafts(asked)] == before


class Killed(BaseException):
    """What a SIGKILL is to the code that it hits."""


def test_killed_worker_is_followed_by_one_that_goes_on_there(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = course.ask(*CHOICES)
    real, calls = request_work.draft_blueprint, []

    def die_at_the_second(*arguments: Any) -> Any:
        calls.append(arguments[0].kind)
        if len(calls) == 2:
            raise Killed
        return real(*arguments)

    monkeypatch.setattr(request_work, "draft_blueprint", die_at_the_second)
    with pytest.raises(Killed):
        generate_drafts(course.parts, no_model)
    assert course.request(asked).done == 1
    assert course.request(asked).state is RequestState.RUNNING
    course.change(asked, lease_until=utcnow() - timedelta(seconds=1))
    with course.parts.database.read() as session:
        assert requests_to_ring(session, utcnow()) == [asked]
    generate_drafts(course.parts, no_model)
    assert calls == [CHOICES[0], CHOICES[1], CHOICES[1], CHOICES[2]]
    request = course.request(asked)
    assert (request.state, request.accepted, request.interruptions) == (RequestState.DONE, 3, 1)


def test_three_interruptions_end_it(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any) -> Any:
        raise Killed

    monkeypatch.setattr(request_work, "draft_blueprint", die)
    asked = course.ask(*CHOICES)
    for _ in range(3):
        with pytest.raises(Killed):
            generate_drafts(course.parts, no_model)
        course.change(asked, lease_until=utcnow() - timedelta(seconds=1))
    generate_drafts(course.parts, no_model)
    assert course.request(asked).state is RequestState.FAILED
    assert course.request(asked).reason == "interrupted"


def test_model_that_ends_its_workers_is_left_out_at_last(course: Course) -> None:
    def die(*_: Any) -> ModelDrafts:
        raise Killed

    asked = course.ask(*CHOICES)
    for _ in range(2):
        with pytest.raises(Killed):
            generate_drafts(course.parts, die)
        course.change(asked, lease_until=utcnow() - timedelta(seconds=1))
    generate_drafts(course.parts, die)
    request = course.request(asked)
    assert (request.state, request.accepted) == (RequestState.DONE, len(CHOICES))
    assert "without the language model" in request.detail


def test_cancel_ends_it_at_the_next_slot_and_keeps_what_came(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_lease, "RENEW_SECONDS", 0.01)
    asked = course.ask(*CHOICES)
    real, calls = request_work.draft_blueprint, []

    def cancel_at_the_second(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            with course.parts.database.write() as session:
                cancel_request(session, course.context.id, asked, utcnow())
        return real(*arguments)

    monkeypatch.setattr(request_work, "draft_blueprint", cancel_at_the_second)
    generate_drafts(course.parts, no_model)
    request = course.request(asked)
    assert (request.state, request.done, len(calls)) == (RequestState.CANCELLED, 1, 2)
    assert len(course.drafts(asked)) >= 1


def test_worker_that_is_asked_to_stop_gives_the_request_back(
    course: Course, monkeypatch: pytest.MonkeyPatch, stopping: None
) -> None:
    asked = course.ask(*CHOICES)
    real = request_work.draft_blueprint

    def stop(*arguments: Any) -> Any:
        STOP.set()
        return real(*arguments)

    monkeypatch.setattr(request_work, "draft_blueprint", stop)
    generate_drafts(course.parts, no_model)
    request = course.request(asked)
    assert (request.state, request.done, request.interruptions) == (RequestState.WAITING, 1, 0)
    STOP.clear()
    monkeypatch.setattr(request_work, "draft_blueprint", real)
    generate_drafts(course.parts, no_model)
    assert course.request(asked).state is RequestState.DONE


def test_second_worker_stays_away_while_the_first_works(course: Course) -> None:
    asked = course.ask(*CHOICES)
    course.change(
        asked,
        state=RequestState.RUNNING,
        lease_owner="first",
        lease_until=utcnow() + timedelta(seconds=30),
    )
    generate_drafts(course.parts, no_model)
    assert course.drafts(asked) == []

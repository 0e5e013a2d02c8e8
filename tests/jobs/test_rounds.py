"""Rounds: many requests share one call of the model, courses take turns, suspects work alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from generators.exercise.content import Kind
from jobs import generate
from jobs.generate import LEAST_SLOTS, generate_drafts
from jobs.model_drafts import ModelDrafts, Slot
from jobs.parts import Parts
from jobs.stopping import STOP
from lti_tool.db import utcnow
from lti_tool.models import DraftState, Passage, RequestState
from lti_tool.services.request_queue import list_fairly
from lti_tool.services.requests import cancel_request
from tests.jobs.drafting import TEXTS, Course, open_course

CLOZES = (Kind.CLOZE,) * 4


class Killed(BaseException):
    """What a SIGKILL is to the code that it hits."""


class Model:
    """Notes what each call asks for; dies where one of `deadly` is among it."""

    def __init__(self, *deadly: str) -> None:
        self.calls: list[Counter[str]] = []
        self.deadly = set(deadly)

    def __call__(self, _parts: Parts, slots: Sequence[Slot], _cancelled: Any) -> ModelDrafts:
        self.calls.append(Counter(slot.request_id for slot in slots))
        if self.deadly & {slot.request_id for slot in slots}:
            raise Killed
        return ModelDrafts({})


@pytest.fixture
def courses(parts: Parts) -> list[Course]:
    return [open_course(parts, *TEXTS) for _ in range(2)]


def let_leases_run_out(course: Course, *asked: str) -> None:
    for own in asked:
        if course.request(own).lease_until:
            course.change(own, lease_until=utcnow() - timedelta(seconds=1))


def work_on(course: Course, model: Model, *asked: str) -> int:
    """Until nothing waits, with a new worker after each death; the number of deaths."""
    deaths = 0
    while deaths < 20:
        try:
            generate_drafts(course.parts, model)
            return deaths
        except Killed:
            deaths += 1
            let_leases_run_out(course, *asked)
    raise AssertionError("it never comes to an end")


def test_one_call_for_all_that_wait(courses: list[Course]) -> None:
    asked = [course.ask(*CLOZES[:2]) for course in courses for _ in range(2)]
    model = Model()
    generate_drafts(courses[0].parts, model)
    assert model.calls == [Counter(dict.fromkeys(asked, 2))]
    assert {courses[0].request(own).state for own in asked} == {RequestState.DONE}


def test_large_request_does_not_make_another_course_wait(courses: list[Course]) -> None:
    one, two = courses
    large = one.ask(*CLOZES * 10)
    small = two.ask(*CLOZES[:3])
    model = Model()
    generate_drafts(one.parts, model)
    first, *rest = model.calls
    assert first == Counter({large: LEAST_SLOTS - 3, small: 3})
    assert all(own == Counter({large: own.total()}) for own in rest)
    assert sum(own[large] for own in model.calls) == 40


def test_course_with_many_requests_does_not_take_every_place(
    courses: list[Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "MOST_HELD", 3)
    one, two = courses
    many = [one.ask(Kind.CLOZE) for _ in range(4)]
    late = two.ask(Kind.CLOZE)
    model = Model()
    generate_drafts(one.parts, model)
    assert set(model.calls[0]) == {many[0], late, many[1]}
    assert set(model.calls[1]) == set(many[2:])


def test_request_that_comes_meanwhile_joins_the_next_round(courses: list[Course]) -> None:
    one, two = courses
    large, late = one.ask(*CLOZES * 8), []

    def ask_once(_parts: Parts, slots: Sequence[Slot], _cancelled: Any) -> ModelDrafts:
        calls.append({slot.request_id for slot in slots})
        if not late:
            late.append(two.ask(Kind.CLOZE))
        return ModelDrafts({})

    calls: list[set[str]] = []
    generate_drafts(one.parts, ask_once)
    assert calls[0] == {large}
    assert calls[1] == {large, late[0]}


def test_request_that_comes_later_reads_what_the_course_has_by_then(
    courses: list[Course],
) -> None:
    one = courses[0]
    one.ask(*CLOZES * 8)
    seen: list[tuple[str, bool]] = []
    late: list[str] = []

    def ask_model(_parts: Parts, slots: Sequence[Slot], _cancelled: Any) -> ModelDrafts:
        texts = {slot.request_id: slot.material.passages for slot in slots}
        seen.extend((own, any("Late" in p.text for p in found)) for own, found in texts.items())
        if not late:
            with one.parts.database.write() as session:
                first = session.scalars(
                    select(Passage).where(Passage.context_id == one.context.id)
                ).first()
                assert first is not None
                session.add(
                    Passage(
                        context_id=one.context.id, source_id=first.source_id, ordinal=99,
                        heading="Late", language="en", text="Late news.",
                    )
                )  # fmt: skip
            late.append(one.ask(Kind.CLOZE))
        return ModelDrafts({})

    generate_drafts(one.parts, ask_model)
    assert (late[0], True) in seen
    assert (late[0], False) not in seen


def test_killed_batch_is_worked_on_one_by_one(courses: list[Course]) -> None:
    """And the one that kills is given up after three, the last time without the model."""
    one, two = courses
    fine = [one.ask(Kind.CLOZE), two.ask(Kind.CLOZE)]
    deadly = one.ask(*CLOZES)
    model = Model(deadly)
    assert work_on(one, model, *fine, deadly) == 2
    assert set(model.calls[0]) == {*fine, deadly}
    assert all(len(own) == 1 for own in model.calls[1:])
    for own in fine:
        assert one.request(own).state is RequestState.DONE
        assert one.request(own).interruptions == 1
    assert one.request(deadly).state is RequestState.DONE
    assert "without the language model" in one.request(deadly).detail


def test_request_that_kills_without_the_model_too_is_given_up(
    courses: list[Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = courses
    fine, deadly = two.ask(Kind.CLOZE), one.ask(*CLOZES)
    real = generate.RequestWork.write_slot

    def die(self: Any, slot: Slot, written: ModelDrafts) -> None:
        if slot.request_id == deadly:
            raise Killed
        real(self, slot, written)

    monkeypatch.setattr(generate.RequestWork, "write_slot", die)
    assert work_on(one, Model(), fine, deadly) == 3
    assert one.request(fine).state is RequestState.DONE
    assert one.request(deadly).state is RequestState.FAILED
    assert one.request(deadly).reason == "interrupted"


def test_request_that_breaks_down_leaves_no_suspicion_on_the_others(
    courses: list[Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = courses
    fine, broken = two.ask(*CLOZES), one.ask(*CLOZES)
    real = generate.RequestWork.write_slot

    def break_down(self: Any, slot: Slot, written: ModelDrafts) -> None:
        if slot.request_id == broken:
            raise ZeroDivisionError
        real(self, slot, written)

    monkeypatch.setattr(generate.RequestWork, "write_slot", break_down)
    with pytest.raises(ZeroDivisionError):
        generate_drafts(one.parts, Model())
    assert one.request(fine).state is RequestState.WAITING
    assert one.request(broken).state is RequestState.RUNNING
    generate_drafts(one.parts, Model())
    assert one.request(fine).state is RequestState.DONE
    assert one.request(fine).interruptions == 0


def test_suspect_waits_until_nothing_else_is_held_and_not_for_ever(courses: list[Course]) -> None:
    one, two = courses
    fine = two.ask(*CLOZES)
    suspect = one.ask(Kind.CLOZE)
    one.change(suspect, interruptions=1)
    later = two.ask(Kind.CLOZE)
    model = Model()
    generate_drafts(one.parts, model)
    assert [set(own) for own in model.calls] == [{fine}, {suspect}, {later}]


def test_cancel_of_one_leaves_the_others(courses: list[Course]) -> None:
    one, two = courses
    cancelled, other = one.ask(*CLOZES), two.ask(*CLOZES)

    def cancel(_parts: Parts, _slots: Sequence[Slot], _cancelled: Any) -> ModelDrafts:
        with one.parts.database.write() as session:
            cancel_request(session, one.context.id, cancelled, utcnow())
        return ModelDrafts({})

    generate_drafts(one.parts, cancel)
    assert one.request(cancelled).state is RequestState.CANCELLED
    assert one.drafts(cancelled) == []
    assert two.request(other).state is RequestState.DONE


def test_stop_gives_all_of_them_back(courses: list[Course]) -> None:
    one, two = courses
    asked = [one.ask(*CLOZES), two.ask(*CLOZES)]

    def stop(*_: Any) -> ModelDrafts:
        STOP.set()
        return ModelDrafts({})

    try:
        generate_drafts(one.parts, stop)
    finally:
        STOP.clear()
    for own in asked:
        request = one.request(own)
        assert (request.state, request.lease_owner) == (RequestState.WAITING, None)
        assert request.interruptions == 0


def test_course_whose_requests_run_elsewhere_comes_later(courses: list[Course]) -> None:
    one, two = courses
    first, second = one.ask(Kind.CLOZE), two.ask(Kind.CLOZE)
    with one.parts.database.read() as session:
        assert list_fairly(session, utcnow()) == [(first, False), (second, False)]
        held = [one.context.id]
        assert list_fairly(session, utcnow(), held) == [(second, False), (first, False)]


def test_drafts_of_two_requests_of_a_course_differ(courses: list[Course]) -> None:
    one = courses[0]
    asked = [one.ask(Kind.CLOZE) for _ in range(3)]
    generate_drafts(one.parts, Model())
    drafts = [draft for own in asked for draft in one.drafts(own)]
    kept = [draft.content["stem"] for draft in drafts if draft.state is DraftState.IN_REVIEW]
    assert len(set(kept)) == len(kept) == 3

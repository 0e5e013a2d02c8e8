"""The sweeper: nothing that waits is forgotten, and nothing is rung for without need."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from generators.exercise.content import Kind
from jobs.beat import Beat
from jobs.parts import Parts
from jobs.sweeper import EVERY_SECONDS, LEASED_AGAIN_SECONDS, RING_AGAIN_SECONDS, Sweeper
from lti_tool.db import utcnow
from lti_tool.models import GenerationRequest, LoginState, RequestState, SourceState
from lti_tool.queue import QUEUE_OF, JobName, QueueName
from lti_tool.services.admin_overview import list_workers
from lti_tool.services.drafts import DraftText, change_text
from lti_tool.services.housekeeping import keep_house
from lti_tool.services.requests import take_request
from lti_tool.services.sources import take_source
from lti_tool.services.worker_beats import record_beat, remove_beat
from tests.jobs.drafting import Course, open_course
from tests.lti_tool.factories import (
    make_choice,
    make_draft,
    make_person,
    make_registration,
    make_request,
)
from tests.lti_tool.source_factories import make_source
from tests.lti_tool.visits import make_session


@dataclass
class HeldQueue:
    """A queue that nobody works on: what was rung stays in it until it is flushed."""

    held: list[tuple[JobName, str]] = field(default_factory=list)
    reachable: bool = True

    def ring(self, job: JobName, row_id: str) -> bool:
        if self.reachable:
            self.held.append((job, row_id))
        return self.reachable

    def depth(self, queue: QueueName) -> int | None:
        own = [job for job, _ in self.held if QUEUE_OF[job] is queue]
        return len(own) if self.reachable else None


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def queue() -> HeldQueue:
    return HeldQueue()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sweeper(parts: Parts, queue: HeldQueue, clock: Clock) -> Sweeper:
    return Sweeper(replace(parts, queue=queue), clock)


@pytest.fixture
def course(parts: Parts) -> Course:
    return open_course(parts)


def sweep_twice(sweeper: Sweeper) -> int:
    return sweeper.sweep() + sweeper.sweep()


def test_nothing_waits(sweeper: Sweeper, queue: HeldQueue) -> None:
    assert sweep_twice(sweeper) == 0


def test_queue_out_of_reach_is_asked_again_later(
    sweeper: Sweeper, queue: HeldQueue, course: Course
) -> None:
    asked = course.ask(Kind.CLOZE)
    queue.reachable = False
    assert sweep_twice(sweeper) == 0
    queue.reachable = True
    assert sweeper.sweep() == 1
    assert queue.held == [(JobName.GENERATE, asked)]


def test_row_that_was_just_committed_is_left_to_its_own_ring(
    sweeper: Sweeper, course: Course
) -> None:
    course.ask(Kind.CLOZE)
    assert sweeper.sweep() == 0


def test_flushed_queue_loses_nothing(sweeper: Sweeper, queue: HeldQueue, course: Course) -> None:
    asked = [course.ask(Kind.CLOZE) for _ in range(3)]
    queue.held = [(JobName.GENERATE, own) for own in asked]
    assert sweep_twice(sweeper) == 0
    queue.held.clear()
    assert sweeper.sweep() == 3
    assert {row for _, row in queue.held} == set(asked)


def test_lost_again_is_rung_again_sooner_where_work_shows(
    sweeper: Sweeper, queue: HeldQueue, course: Course, clock: Clock
) -> None:
    """A draft that is checked looks like one that waits; a request that is drafted does not."""
    asked = course.ask(Kind.CLOZE)
    with course.parts.database.write() as session:
        draft = make_draft(session, make_request(session, course.context))
        change_text(session, draft, DraftText.of(make_choice("Edited?"), None))
        session.get_one(GenerationRequest, draft.request_id).state = RequestState.DONE
    rings = [(JobName.CHECK_DRAFT, draft.id), (JobName.GENERATE, asked)]
    for now, again in ((0, rings), (1, []), (LEASED_AGAIN_SECONDS, rings[1:])):
        queue.held.clear()
        clock.now = now
        sweep_twice(sweeper)
        assert queue.held == again
    queue.held.clear()
    clock.now = RING_AGAIN_SECONDS
    sweep_twice(sweeper)
    assert queue.held == rings


def test_long_queue_is_not_flooded(
    sweeper: Sweeper, queue: HeldQueue, course: Course, clock: Clock
) -> None:
    for _ in range(5):
        course.ask(Kind.CLOZE)
    for minute in range(10):
        clock.now = minute * RING_AGAIN_SECONDS
        sweep_twice(sweeper)
    assert len(queue.held) == 5


def test_worker_at_work_is_left_alone_and_a_dead_one_replaced(
    sweeper: Sweeper, queue: HeldQueue, course: Course
) -> None:
    asked = course.ask(Kind.CLOZE)
    lease = utcnow() + timedelta(seconds=30)
    course.change(asked, state=RequestState.RUNNING, lease_owner="x", lease_until=lease)
    assert sweep_twice(sweeper) == 0
    course.change(asked, lease_until=utcnow() - timedelta(seconds=1))
    assert sweep_twice(sweeper) == 1


@pytest.mark.parametrize("job", [JobName.GENERATE, JobName.READ_SOURCE])
def test_killed_workers_row_is_rung_for_within_half_a_minute(
    sweeper: Sweeper, queue: HeldQueue, course: Course, clock: Clock, job: JobName
) -> None:
    """By the sweeper's own beat; the worker died right after it had renewed its lease."""
    begun = utcnow()
    with course.parts.database.write() as session:
        if job is JobName.GENERATE:
            row = make_request(session, course.context).id
            take_request(session, row, "killed", begun)
        else:
            row = make_source(session, course.context, state=SourceState.WAITING).id
            take_source(session, row, "killed", begun)
    while not queue.held:
        clock.now += EVERY_SECONDS
        sweeper.now = lambda: begun + timedelta(seconds=clock.now)
        sweeper.sweep()
    assert queue.held == [(job, row)]
    assert clock.now + EVERY_SECONDS <= 30  # one more for where the sweeper stood at the kill


def test_every_kind_of_waiting_row_is_found(
    sweeper: Sweeper, queue: HeldQueue, course: Course
) -> None:
    with course.parts.database.write() as session:
        waiting = make_source(session, course.context, state=SourceState.WAITING)
        draft = make_draft(session, make_request(session, course.context))
        change_text(session, draft, DraftText.of(make_choice("Edited?"), None))
    sweep_twice(sweeper)
    rung = dict(queue.held)
    assert rung[JobName.READ_SOURCE] == waiting.id
    assert rung[JobName.CHECK_DRAFT] == draft.id
    assert JobName.GENERATE in rung


def test_expired_rows_are_taken_away_and_others_stay(parts: Parts, course: Course) -> None:
    now = utcnow()
    with parts.database.write() as session:
        registration = make_registration(session)
        person = make_person(session, course.context)
        for number, seconds in enumerate((-1, 60)):
            state = LoginState(
                state_hash=str(number),
                nonce_hash="n",
                browser_hash="b",
                registration_id=registration.id,
                target_link_uri="http://localhost/lti/launch",
                expires_at=now + timedelta(seconds=seconds),
            )
            session.add(state)
        old, _ = make_session(session, course.context, person, seen_at=now - timedelta(days=31))
        new, _ = make_session(session, course.context, person)
        session.flush()
        old_id, new_id = old.id, new.id
        keep_house(session, now)
        assert session.get(LoginState, "0") is None
        assert session.get(LoginState, "1") is not None
        session.expire_all()
        assert session.get(type(old), old_id) is None
        assert session.get(type(new), new_id) is not None


def test_beat_tells_which_models_could_be_loaded(parts: Parts, tmp_path: Path) -> None:
    settings = replace(parts.settings, cache=tmp_path / "cache")
    for name in ("smollm2-135m", "minilm-l6"):
        folder = settings.cache / name
        folder.mkdir(parents=True)
        (folder / "config.json").write_text("{}")
    for queue in QueueName:
        Beat(replace(parts, settings=settings), queue, queue).keep()
    with parts.database.read() as session:
        found = {beat.queue: beat.installed for beat in list_workers(session)}
    assert found["work"] == []
    assert "smollm2-135m" in found["model"]
    assert "smollm2-360m" not in found["model"]
    assert "minilm-l6" not in found["model"], "an embedder writes nothing"


def test_beat_is_one_row_per_process(parts: Parts) -> None:
    now = utcnow()
    with parts.database.write() as session:
        record_beat(session, "model-a-1", "model", "", [], now)
        record_beat(session, "model-a-1", "model", "smollm2-135m", ["smollm2-135m"], now)
        [beat] = list_workers(session)
        assert (beat.queue, beat.model, beat.seen_at) == ("model", "smollm2-135m", now)
        remove_beat(session, "model-a-1")
        assert list_workers(session) == []

"""Giving a worksheet to a class: workers that die, meet, or are asked to stop, first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from jobs.give_worksheet import give_worksheet
from jobs.parts import Parts
from jobs.stopping import STOP
from jobs.sweeper import WAITING
from lti_tool.db import utcnow
from lti_tool.models import Giving, GivingState, Person, Skill, Worksheet, WorksheetState
from lti_tool.queue import JobName
from lti_tool.services import giving
from lti_tool.services.giving import LEASE, MOST_TRIES
from lti_tool.services.own_worksheets import begin_own_worksheet
from lti_tool.services.worksheet_people import Target
from tests.lti_tool.contents import CHOICE
from tests.lti_tool.factories import (
    make_course,
    make_exercise,
    make_person,
    make_practice,
    make_skill,
)
from tests.lti_tool.planned_sheets import make_worksheet

LEARNERS = 5


class Killed(BaseException):
    """What a SIGKILL is to the code that it hits."""


@dataclass
class Hall:
    """A course of `LEARNERS` learners whose worksheet is to be given, two of them a step."""

    parts: Parts
    worksheet: str
    giving: str

    def run(self) -> None:
        give_worksheet(self.parts, self.giving)

    def read(self) -> Giving:
        with self.parts.database.read() as session:
            return session.get_one(Giving, self.giving)

    def count(self) -> Counter[tuple[str | None, WorksheetState]]:
        """The worksheets of each learner, by state."""
        with self.parts.database.read() as session:
            rows = session.scalars(select(Worksheet).where(Worksheet.practice_id.is_not(None)))
            return Counter((row.person_id, row.state) for row in rows)

    def let_lease_run_out(self) -> None:
        with self.parts.database.write() as session:
            session.get_one(Giving, self.giving).lease_until = utcnow() - timedelta(seconds=1)

    def go_on(self) -> None:
        with self.parts.database.write() as session:
            giving.go_on_giving(session, self.worksheet)

    def take_back(self) -> None:
        with self.parts.database.write() as session:
            giving.take_back(session, self.worksheet)

    def begin(self, count: int) -> None:
        """That many learners begin what they were given."""
        with self.parts.database.write() as session:
            theirs = select(Worksheet).where(Worksheet.giving_id == self.giving).limit(count)
            for row in session.scalars(theirs).all():
                begin_own_worksheet(session, row, utcnow())

    def give_again(self) -> None:
        before = self.read()
        with self.parts.database.write() as session:
            row = session.get_one(Worksheet, self.worksheet)
            assert row.asked_by
            asked = giving.ask_giving(session, row, before.practice_id, row.asked_by, utcnow())
            assert asked
            self.giving = asked.id

    def waits(self) -> bool:
        """For the sweeper."""
        with self.parts.database.read() as session:
            return self.giving in WAITING[JobName.GIVE_WORKSHEET](session, utcnow())


@pytest.fixture
def hall(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(giving, "AT_ONCE", 2)
    with parts.database.write() as session:
        context = make_course(session)
        practice = make_practice(session, context)
        skill: Skill = make_skill(session, context)
        make_exercise(session, context, CHOICE, skill=skill)
        people: list[Person] = [make_person(session, context) for _ in range(LEARNERS)]
        row = make_worksheet(session, context.id, people[0].id, skill.id, Target())
        asked = giving.ask_giving(session, row, practice.id, people[0].id, utcnow())
        assert asked
        return Hall(parts, row.id, asked.id)


def die_at(monkeypatch: pytest.MonkeyPatch, name: str, call: int) -> Callable[[], None]:
    """The worker dies at that call of a service; what was called before is undone by the return."""
    real, calls = getattr(giving, name), Counter[str]()

    def deadly(*args: object) -> object:
        calls[name] += 1
        if calls[name] == call:
            raise Killed
        return real(*args)

    monkeypatch.setattr(giving, name, deadly)
    return lambda: monkeypatch.setattr(giving, name, real)


def test_what_is_not_there_is_not_given(hall: Hall) -> None:
    give_worksheet(hall.parts, "none")
    assert not hall.count()


@pytest.mark.parametrize("name", ["read_step", "keep_step"])
@pytest.mark.parametrize("call", [1, 2, 3])
def test_whenever_a_worker_dies_each_learner_has_it_once(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    revive = die_at(monkeypatch, name, call)
    with pytest.raises(Killed):
        hall.run()
    revive()
    assert sum(hall.count().values()) == 2 * (call - 1)
    assert not hall.waits()  # until its lease has run out
    hall.run()
    assert hall.read().state is GivingState.GIVING
    hall.let_lease_run_out()
    assert hall.waits()
    for _ in range(2):
        hall.run()
    assert list(hall.count().values()) == [1] * LEARNERS
    row = hall.read()
    assert (row.state, row.done, row.given) == (GivingState.GIVEN, LEARNERS, LEARNERS)


def test_a_step_that_another_worker_took_meanwhile_is_not_kept(hall: Hall) -> None:
    with hall.parts.database.read() as session:
        slow = giving.read_step(session, hall.giving)
    hall.run()
    with hall.parts.database.write() as session:
        assert not giving.keep_step(session, hall.giving, slow, utcnow())
    assert list(hall.count().values()) == [1] * LEARNERS


def test_a_step_that_kills_every_worker_stops_and_may_go_on(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    revive = die_at(monkeypatch, "read_step", 2)
    for _ in range(MOST_TRIES):
        with pytest.raises(Killed):
            hall.run()
        die_at(monkeypatch, "read_step", 1)
        hall.let_lease_run_out()
    hall.run()
    assert (hall.read().state, hall.read().reason) == (GivingState.STOPPED, "interrupted")
    revive()
    hall.go_on()
    assert hall.read().state is GivingState.GIVING
    hall.run()
    assert list(hall.count().values()) == [1] * LEARNERS


@pytest.mark.parametrize("again", ["go_on", "take_back"])
def test_a_taking_back_that_kills_every_worker_stops_and_goes_on_as_one(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    hall.run()
    hall.take_back()
    revive = die_at(monkeypatch, "keep_step", 2)
    for _ in range(MOST_TRIES):
        with pytest.raises(Killed):
            hall.run()
        die_at(monkeypatch, "keep_step", 1)
        hall.let_lease_run_out()
    hall.run()
    assert (hall.read().state, hall.read().reason) == (GivingState.STOPPED, "taking_interrupted")
    assert Counter(state for _, state in hall.count()) == {
        WorksheetState.DROPPED: 2,
        WorksheetState.PLANNED: LEARNERS - 2,
    }
    revive()
    getattr(hall, again)()
    assert hall.read().state is GivingState.TAKING
    hall.run()
    assert {state for _, state in hall.count()} == {WorksheetState.DROPPED}
    row = hall.read()
    assert (row.state, row.reason, row.done) == (GivingState.TAKEN, "", row.total)


@pytest.mark.parametrize("begun", [LEARNERS, 1])
def test_given_again_it_goes_to_those_who_have_not_begun_it(hall: Hall, begun: int) -> None:
    hall.run()
    hall.begin(begun)
    hall.take_back()
    hall.run()
    hall.give_again()
    hall.run()
    row, news = hall.read(), LEARNERS - begun
    assert (row.state, row.reason) == (GivingState.GIVEN, "")
    assert (row.done, row.total, row.given) == (news, news, news)
    having = [person for person, state in hall.count() if state is not WorksheetState.DROPPED]
    assert len(having) == len(set(having)) == LEARNERS


def test_a_worker_that_is_to_end_leaves_it_to_the_next(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    STOP.set()
    try:
        hall.run()
    finally:
        STOP.clear()
    assert not hall.count()
    assert hall.waits()
    assert hall.read().tries == 0
    hall.run()
    assert hall.read().state is GivingState.GIVEN


def test_a_stop_in_between_counts_from_the_next_step_on(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = giving.read_step

    def read_and_stop(*args: object) -> object:
        step = real(*args)  # type: ignore[arg-type]
        if hall.read().done:
            with hall.parts.database.write() as session:
                giving.stop_giving(session, hall.worksheet, utcnow())
        return step

    monkeypatch.setattr(giving, "read_step", read_and_stop)
    hall.run()
    assert hall.read().state is GivingState.STOPPED
    assert sum(hall.count().values()) == 2
    monkeypatch.setattr(giving, "read_step", real)
    hall.take_back()
    hall.run()
    assert {state for _, state in hall.count()} == {WorksheetState.DROPPED}
    assert hall.read().state is GivingState.TAKEN


def test_taking_back_goes_on_where_a_worker_died(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.run()
    hall.take_back()
    revive = die_at(monkeypatch, "keep_step", 2)
    with pytest.raises(Killed):
        hall.run()
    revive()
    assert hall.read().done == 2
    hall.let_lease_run_out()
    hall.run()
    assert {state for _, state in hall.count()} == {WorksheetState.DROPPED}
    assert (hall.read().state, hall.read().done) == (GivingState.TAKEN, LEARNERS)


def test_a_lease_is_renewed_by_each_step(hall: Hall) -> None:
    later = utcnow() + timedelta(hours=1)
    with hall.parts.database.read() as session:
        step = giving.read_step(session, hall.giving)
    with hall.parts.database.write() as session:
        assert giving.keep_step(session, hall.giving, step, later)
    assert hall.read().lease_until == later + LEASE

"""A platform that is away for an hour while a thousand scores wait, on a simulated clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from jobs.send_scores import LANES, send_due_scores
from jobs.sweeper import EVERY_SECONDS, Sweeper
from lti_tool.db import utcnow
from lti_tool.models import ScoreState
from lti_tool.queue import JobName, QueueName
from lti_tool.services.score_overview import add_counts, list_activities
from tests.jobs.site import Site

SCORES = {"sqlite": 1000, "postgresql": 150}
REQUEST = timedelta(milliseconds=40)  # what Moodle 4.5 was measured to take for a score
OUTAGE, GOAL = timedelta(hours=1), timedelta(minutes=2)
EVERY = timedelta(seconds=EVERY_SECONDS)


class World:
    """A queue that works at once, a sweeper, and a clock that is moved by sweeps and requests."""

    def __init__(self, site: Site) -> None:
        self.now = utcnow()
        self.rung: set[str] = set()
        self._parts, self._turn = replace(site.parts, queue=self), Lock()
        site.platform.requests = Requests(self.take_request)
        self._sweeper = Sweeper(self._parts, lambda: self.now.timestamp(), lambda: self.now)

    def ring(self, job: JobName, row_id: str) -> bool:
        if job is JobName.SEND_SCORES:
            self.rung.add(row_id)
        return True

    def depth(self, queue: QueueName) -> int:
        del queue
        return len(self.rung)

    def take_request(self) -> None:
        """LANES requests go at once."""
        with self._turn:
            self.now += REQUEST / LANES

    def go_on(self, step: timedelta = EVERY) -> None:
        self.sweep(step)
        while self.rung:
            send_due_scores(self._parts, self.rung.pop(), lambda: self.now)

    def sweep(self, step: timedelta = EVERY) -> None:
        self.now += step
        self._sweeper.sweep()


class Requests(list[str]):
    """What a platform was asked; `told` hears of each."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told

    def append(self, request: str) -> None:
        self._told()
        super().append(request)


def test_all_scores_of_an_hour_are_delivered_within_two_minutes(site: Site) -> None:
    world = World(site)
    site.platform.token_answer = 503, b""
    number = SCORES[site.parts.database.engine.dialect.name]
    ids = [site.add(str(learner), ts=world.now) for learner in range(number)]
    back = world.now + OUTAGE
    while world.now < back:
        world.go_on(5 * EVERY)
    assert len(site.platform.requests) < 1000  # the breaker spares a platform that is away
    assert count(site) == {ScoreState.WAITING: number}
    site.platform.token_answer, returned = None, world.now
    lose_a_ring(world, returned + GOAL)
    while ScoreState.WAITING in count(site) and world.now < returned + 2 * GOAL:
        world.go_on()
    assert count(site) == {ScoreState.CONFIRMED: number}
    assert world.now - returned < GOAL
    assert len(site.platform.posts) == len(ids)


def lose_a_ring(world: World, until: datetime) -> None:
    """The queue is flushed right after the sweeper rang."""
    while not world.rung:
        assert world.now < until
        world.sweep()
    world.rung.clear()


def count(site: Site) -> dict[ScoreState, int]:
    with site.parts.database.read() as session:
        found = add_counts(list_activities(session, site.context.id))
    return {state: number for state, number in found.items() if number}

"""Scores under fire: learners answer while the workers that send are killed and Redis is emptied.

Whatever happens, the gradebook ends with each learner's newest score, every score that it took
was newer than the one before, and none was taken twice.
"""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.functional.course_site import CourseSite, Learner
from tests.functional.mortal_workers import SWEEPER, MortalWorkers, mortal_workers
from tests.jobs.embedded import python_process, wait_for

pytestmark = pytest.mark.timeout(300)

LEARNERS, ANSWERS = range(7, 13), 8
WORKERS = 2
SECONDS = 25.0  # at least so long they are killed
LONGEST_LIFE = 0.5  # seconds between two kills
FLUSH_EVERY = 5  # kills
PAUSE = 1.0  # seconds at most between two answers of a learner
SEED = 20261126


def test_newest_score_of_each_learner_arrives_once(site: CourseSite, tmp_path: Path) -> None:
    site.kill("sweeper")
    site.kill("worker-work")
    env, log = dict(site.running.processes.env), tmp_path / "sweeper.log"
    chance = random.Random(SEED)
    learners = [site.enter(number) for number in LEARNERS]
    with (
        python_process(SWEEPER, env, log),
        mortal_workers(env, tmp_path / "workers.log", WORKERS, chance) as workers,
    ):
        keep_killing(site, workers, learners)
        wait_for(site.is_sent, 60)
    for name in ("worker-work", "sweeper"):
        site.start_again(name)
    assert workers.killed > 40
    for learner in learners:
        assert_newest_arrived_once(site, learner)


def keep_killing(site: CourseSite, workers: MortalWorkers, learners: list[Learner]) -> None:
    """While the learners answer, and at least so long as said above."""
    end, over = time.monotonic() + SECONDS, Event()
    with ThreadPoolExecutor(3) as pool:
        answering = [pool.submit(answer_all, learner, over) for learner in learners]
        while time.monotonic() < end or not all(one.done() for one in answering):
            time.sleep(workers.chance.uniform(0.02, LONGEST_LIFE))
            workers.kill_one()
            if workers.killed % FLUSH_EVERY == 0:
                site.queue().flushall()
            if any(one.done() and one.exception() for one in answering):
                break
        over.set()
        for one in answering:
            one.result()


def answer_all(learner: Learner, over: Event) -> None:
    """The last two in one breath: the last score must not get lost behind the one before it."""
    for number in range(1, ANSWERS):
        learner.go_on(learner.answer_right())
        if number < ANSWERS - 1 and not over.is_set():
            time.sleep(random.uniform(0, PAUSE))
    learner.answer_right()


def assert_newest_arrived_once(site: CourseSite, learner: Learner) -> None:
    posts = site.posts(learner)
    taken = [body for status, body in posts if status == 200]
    times = [body["timestamp"] for body in taken]
    given = [body["scoreGiven"] for body in taken]
    assert {status for status, _ in posts} <= {200, 409}
    assert times == sorted(set(times))
    assert given == sorted(given)
    assert given[-1] == site.grade(learner) == learner.expected
    assert learner.right == ANSWERS

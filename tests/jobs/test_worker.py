"""Worker processes on a real queue server: killed, flushed, cut off and stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue

from generators.exercise.content import Kind
from jobs.parts import Parts, open_parts
from jobs.stopping import EXIT_STATUS, Watchdog
from lti_tool.db import utcnow
from lti_tool.migrate import migrate_database
from lti_tool.models import RequestState
from lti_tool.queue import JobName, QueueName
from lti_tool.services.admin_overview import list_workers
from lti_tool.settings import Settings
from tests.jobs.drafting import TEXTS, Course, open_course
from tests.jobs.embedded import (
    SWEEPER_CODE,
    QueueServer,
    python_process,
    queue_server,
    run_worker_code,
    wait_for,
)


@pytest.fixture
def server() -> Iterator[QueueServer]:
    with queue_server() as server:
        yield server


@pytest.fixture
def env(tmp_path: Path, server: QueueServer) -> dict[str, str]:
    return {
        "COURSEWRIGHT_DATA": str(tmp_path),
        "COURSEWRIGHT_REDIS_URL": server.url,
        "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        "COURSEWRIGHT_DRAFTER_MODEL": "none",
        "COURSEWRIGHT_EMBEDDER_MODEL": "none",
    }


@pytest.fixture
def parts(env: dict[str, str]) -> Iterator[Parts]:
    parts = open_parts(Settings.from_env(env))
    migrate_database(parts.database.engine)
    yield parts
    parts.database.close()


@pytest.fixture
def course(parts: Parts) -> Course:
    return open_course(parts, *TEXTS)


def is_done(course: Course, asked: str) -> bool:
    return course.request(asked).state is RequestState.DONE


def count_workers(parts: Parts) -> int:
    with parts.database.read() as session:
        return len(list_workers(session))


def test_watchdog_ends_a_job_that_hangs_and_no_other() -> None:
    ended: list[int] = []
    bitten = threading.Event()

    def end(status: int) -> None:
        ended.append(status)
        bitten.set()

    dog = Watchdog(0.2, end)
    dog.start()
    assert not bitten.wait(0.6)
    dog.pet()
    dog.rest()
    assert not bitten.wait(0.6)
    dog.pet(60)
    assert not bitten.wait(0.6)
    dog.pet()
    assert bitten.wait(2)
    assert ended == [EXIT_STATUS]


def test_job_that_raises_does_not_end_the_worker(
    parts: Parts, course: Course, env: dict[str, str], server: QueueServer, tmp_path: Path
) -> None:
    queue = Queue(QueueName.MODEL.value, connection=Redis.from_url(server.url))
    queue.enqueue("jobs.no_such_job.run", "row", job_timeout=-1)
    queue.enqueue("operator.truth", "row", job_timeout=-1)
    asked = course.ask(Kind.CLOZE)
    parts.queue.ring(JobName.GENERATE, asked)
    with python_process(run_worker_code("model"), env, tmp_path / "log"):
        wait_for(lambda: is_done(course, asked))
    assert course.request(asked).accepted == 1


def test_redis_away_then_back_and_empty(
    parts: Parts, course: Course, env: dict[str, str], server: QueueServer, tmp_path: Path
) -> None:
    """The worker outlives it, the request is found by the sweeper, both stop when asked."""
    log = tmp_path / "log"
    with (
        python_process(run_worker_code("model"), env, log) as worker,
        python_process(SWEEPER_CODE, env, log) as sweeper,
    ):
        wait_for(lambda: count_workers(parts) == 1)
        server.stop()
        asked = course.ask(Kind.CLOZE)
        assert parts.queue.ring(JobName.GENERATE, asked) is False
        threading.Event().wait(3)
        assert worker.poll() is None
        server.start()
        wait_for(lambda: is_done(course, asked))
        for process in (worker, sweeper):
            process.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        assert sweeper.wait(20) == 0
    assert count_workers(parts) == 0


def test_killed_in_the_middle_then_another_one_goes_on(
    parts: Parts, course: Course, env: dict[str, str], server: QueueServer, tmp_path: Path
) -> None:
    asked = course.ask(*[Kind.CLOZE, Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE] * 20)
    parts.queue.ring(JobName.GENERATE, asked)
    log = tmp_path / "log"
    with python_process(run_worker_code("model"), env, log) as worker:
        wait_for(lambda: course.request(asked).done >= 2)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    done = course.request(asked).done
    assert 2 <= done < 60
    Redis.from_url(server.url).flushall()
    course.change(asked, lease_until=utcnow())
    with (
        python_process(run_worker_code("model"), env, log),
        python_process(SWEEPER_CODE, env, log),
    ):
        wait_for(lambda: is_done(course, asked))
    request = course.request(asked)
    drafts = course.drafts(asked)
    assert request.interruptions == 1
    assert request.drafted == len(drafts)
    assert len({draft.run_key for draft in drafts}) == len(drafts)


def test_stopped_in_the_middle_gives_the_request_back(
    parts: Parts, course: Course, env: dict[str, str], tmp_path: Path
) -> None:
    asked = course.ask(*[Kind.CLOZE, Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE] * 20)
    parts.queue.ring(JobName.GENERATE, asked)
    with python_process(run_worker_code("model"), env, tmp_path / "log") as worker:
        wait_for(lambda: course.request(asked).done >= 1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    request = course.request(asked)
    assert request.state is RequestState.WAITING
    assert request.interruptions == 0


def test_worker_without_a_model_does_not_import_torch(env: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import sys, jobs.worker, jobs.generate, jobs.check_draft, jobs.sweeper;"
        "sys.exit('torch' in sys.modules)"
    )
    with python_process(code, env, tmp_path / "log") as process:
        assert process.wait(60) == 0

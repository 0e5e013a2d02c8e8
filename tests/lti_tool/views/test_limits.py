"""Limits count over processes, let a whole school in, and keep nobody out by a fault of Redis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from redis import Redis
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.limits import Limiter, connect_limiter
from lti_tool.models import Role, Source
from lti_tool.settings import Settings
from tests.jobs.embedded import queue_server
from tests.lti_tool.factories import RecordingQueue
from tests.lti_tool.views.course_sources import post_files
from tests.lti_tool.visits import VisitClient, visit_client

GONE = connect_limiter("redis://127.0.0.1:1/0").redis


def test_processes_count_together_and_each_minute_anew() -> None:
    with queue_server() as server:
        now = [60.0]
        first, second = (
            Limiter(Redis.from_url(server.url), clock=lambda: now[0]) for _ in range(2)
        )
        assert [one.take("a", 2) for one in (first, second, first)] == [0, 0, 60]
        assert first.take("b", 2) == 0
        now[0] = 119.0
        assert second.take("a", 2) == 1
        now[0] = 120.0
        assert second.take("a", 2) == 0


def test_without_redis_each_process_counts_alone() -> None:
    limiter, other = Limiter(GONE, clock=lambda: 60.0), Limiter(GONE, clock=lambda: 60.0)
    assert [limiter.take("a", 2) for _ in range(3)] == [0, 0, 60]
    assert other.take("a", 2) == 0
    assert limiter.take("a", 0) == 0


@pytest.mark.parametrize("path", ["/lti/login", "/lti/launch"])
def test_a_refusal_says_when_to_come_again(
    settings: Settings, database: Database, path: str
) -> None:
    tight = replace(settings, login_limit=2, launch_limit=2)
    app = create_app(tight, database, RecordingQueue(), Limiter(GONE, clock=lambda: 90.0))
    client = app.test_client()
    assert all(client.post(path).status_code != 429 for _ in range(2))
    refused = client.post(path)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "30"
    assert "Wait 30 seconds" in refused.text
    elsewhere = client.post(path, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code != 429
    assert client.get("/healthz").status_code == 200


def test_uploads_of_one_visit_are_limited_and_no_others(
    settings: Settings, database: Database
) -> None:
    tight = replace(settings, upload_limit=2)
    app = create_app(tight, database, RecordingQueue(), Limiter(GONE, clock=lambda: 90.0))
    first, second = (visit_client(app, Role.INSTRUCTOR) for _ in range(2))

    def upload(visit: VisitClient, number: int) -> TestResponse:
        return post_files(visit, (f"file {number}".encode(), f"{number}.txt"))

    assert [upload(first, number).status_code for number in range(2)] == [303, 303]
    refused = upload(first, 2)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "30"
    assert upload(second, 0).status_code == 303
    assert first.post("/skills", {"name": "Speed", "language": "en"}).status_code == 303
    with database.read() as session:
        assert len(session.scalars(select(Source)).all()) == 3


def test_a_thousand_learners_behind_one_address_pass_within_a_minute(settings: Settings) -> None:
    limiter = Limiter(GONE, clock=lambda: 60.0)
    for kind, limit in (("login", settings.login_limit), ("launch", settings.launch_limit)):
        assert not any(limiter.take(kind, limit) for _ in range(2 * 1000))


def test_typing_is_limited_by_visit(settings: Settings, database: Database) -> None:
    tight = replace(settings, typed_limit=2)
    app = create_app(tight, database, RecordingQueue(), Limiter(GONE, clock=lambda: 90.0))
    one, other = visit_client(app), visit_client(app)
    answers = [one.post("/learn/none/typed", {"tried": "0"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert other.post("/learn/none/typed", {"tried": "0"}).status_code == 404

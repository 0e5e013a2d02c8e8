from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lti_tool.db import Database, utcnow
from lti_tool.models import Breaker, Context, Person, Practice, Role, Score, ScoreState
from lti_tool.queue import JobName
from lti_tool.views.score_words import REASONS
from tests.lti_tool.factories import (
    RecordingQueue,
    make_course,
    make_person,
    make_practice,
    make_score,
)
from tests.lti_tool.visits import VisitClient, visit_client


@pytest.fixture
def instructor(app: Flask) -> VisitClient:
    return visit_client(app, Role.INSTRUCTOR)


def add(database: Database, client: VisitClient, name: str = "Ada", **values: Any) -> Score:
    with database.write() as session:
        context = session.get_one(Context, client.context_id)
        practice = session.get_one(Practice, client.practice_id)
        person = make_person(session, context, name=name)
        return make_score(session, context, practice, person, **values)


def test_learner_may_not_look(app: Flask) -> None:
    learner = visit_client(app)
    assert learner.get("/scores").status_code == 403
    assert learner.get("/scores/table").status_code == 403
    assert learner.post("/scores/x/send").status_code == 403


def test_score_of_another_course_is_neither_shown_nor_sent(
    app: Flask, database: Database, instructor: VisitClient, queue: RecordingQueue
) -> None:
    with database.write() as session:
        other = make_course(session)
        person = make_person(session, other, name="Foreign")
        score = make_score(session, other, make_practice(session, other), person)
    assert "Foreign" not in instructor.get("/scores").text
    assert instructor.post(f"/scores/{score.id}/send").status_code == 404
    assert queue.rung == []


def test_empty(instructor: VisitClient) -> None:
    page = instructor.get("/scores").text
    assert "No scores yet" in page
    assert "hx-get" not in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("refused_400", "not enrolled"),
        ("refused_418", "status 418"),
        ("busy_503", "status 503"),
        ("locked", "Unlock it there"),
        ("token_keys_unreachable", "private addresses"),
        ("brand_new", "brand_new"),
    ],
)
def test_reason_is_in_words(
    database: Database, instructor: VisitClient, code: str, words: str
) -> None:
    add(database, instructor, state=ScoreState.PARKED, last_error=code)
    assert words in instructor.get("/scores").text


def test_every_reason_has_a_sentence(app: Flask) -> None:
    with app.test_request_context():
        assert all(str(text).endswith(".") or "?" in str(text) for text in REASONS.values())


def test_counts_and_states(database: Database, instructor: VisitClient) -> None:
    add(database, instructor, "Ada", state=ScoreState.CONFIRMED, result=70.0, sent_at=utcnow())
    add(database, instructor, "Ben", state=ScoreState.OVERRIDDEN, result=25.0)
    page = instructor.get("/scores").text
    assert "Ada" in page
    assert "Ben" in page
    only = instructor.get("/scores?state=overridden").text
    assert "Ada" not in only
    assert "Ben" in only
    assert "Ada" in instructor.get("/scores?state=nonsense").text


def test_page_polls_only_while_something_waits(database: Database, instructor: VisitClient) -> None:
    add(database, instructor, state=ScoreState.CONFIRMED)
    assert "hx-trigger" not in instructor.get("/scores").text
    add(database, instructor, state=ScoreState.WAITING)
    assert 'hx-trigger="every 3s"' in instructor.get("/scores").text
    fragment = instructor.fragment("/scores/table").text
    assert "<html" not in fragment
    assert 'id="scores"' in fragment


def test_sent_again(database: Database, instructor: VisitClient, queue: RecordingQueue) -> None:
    score = add(database, instructor, state=ScoreState.LOCKED, last_error="locked")
    answer = instructor.post(f"/scores/{score.id}/send", {"state": "locked"})
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/scores?state=locked")
    assert queue.rung == [(JobName.SEND_SCORES, score.registration_id)]
    with database.read() as session:
        again = session.get_one(Score, score.id)
    assert (again.state, again.version) == (ScoreState.WAITING, 2)


@pytest.mark.parametrize(
    ("state", "error", "offered"),
    [
        (ScoreState.CONFIRMED, "", False),
        (ScoreState.CONFIRMED, "not_read_back", True),
        (ScoreState.WAITING, "", False),
        (ScoreState.WAITING, "busy_503", True),
        (ScoreState.PARKED, "refused_400", True),
        (ScoreState.LOCKED, "locked", True),
        (ScoreState.OVERRIDDEN, "overridden", True),
    ],
)
def test_sending_again_is_offered_only_where_it_may_help(
    database: Database, instructor: VisitClient, state: ScoreState, error: str, offered: bool
) -> None:
    add(database, instructor, state=state, last_error=error)
    assert ("Send again" in instructor.get("/scores").text) is offered


def test_queue_away_says_that_nothing_is_lost(
    database: Database, instructor: VisitClient, queue: RecordingQueue
) -> None:
    score = add(database, instructor, state=ScoreState.PARKED)
    queue.reachable = False
    assert instructor.post(f"/scores/{score.id}/send").status_code == 303
    page = instructor.get("/scores").text
    assert "Sending is delayed" in page
    assert "Nothing is lost" in page


def test_paused_platform_is_named(database: Database, instructor: VisitClient) -> None:
    score = add(database, instructor)
    later = utcnow() + timedelta(minutes=1)
    with database.write() as session:
        session.add(Breaker(registration_id=score.registration_id, open_until=later))
    assert "sending pauses" in instructor.get("/scores").text


def test_learner_without_a_name_has_a_number(database: Database, instructor: VisitClient) -> None:
    score = add(database, instructor, name="")
    with database.read() as session:
        assert session.get_one(Person, score.person_id).subject
    assert f"Participant {score.person_id[:5].upper()}" in instructor.get("/scores").text

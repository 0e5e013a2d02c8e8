from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.db import Database, utcnow
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.models import RequestState, Wish
from lti_tool.services import requests
from lti_tool.services.request_queue import queue_position
from tests.lti_tool.factories import make_course, make_draft, make_request, store

NOW = utcnow()
LATER = NOW + requests.LEASE + timedelta(seconds=1)


def test_request_of_another_course_is_not_found(database: Database) -> None:
    with database.write() as session:
        request = make_request(session, make_course(session))
        with pytest.raises(NotFoundError):
            requests.find_request(session, make_course(session).id, request.id)


def test_ended_request_is_not_cancelled_or_taken(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        request = make_request(session, context)
        requests.cancel_request(session, context.id, request.id, NOW)
        with pytest.raises(ConflictError):
            requests.cancel_request(session, context.id, request.id, NOW)
        assert requests.take_request(session, request.id, "w1", NOW) is None
        assert requests.requests_to_ring(session, NOW) == []


def test_request_has_one_worker_at_a_time(database: Database) -> None:
    with database.write() as session:
        request = make_request(session, make_course(session))
        assert requests.take_request(session, request.id, "w1", NOW) is request
        assert requests.take_request(session, request.id, "w2", NOW) is None
        assert requests.requests_to_ring(session, NOW) == []
        assert requests.requests_to_ring(session, LATER) == [request.id]
        assert requests.take_request(session, request.id, "w2", LATER) is request
        assert not requests.renew_lease(session, request.id, "w1", LATER)


def test_third_interruption_fails_the_request(database: Database) -> None:
    with database.write() as session:
        request = make_request(session, make_course(session))
        for turn in range(requests.INTERRUPTIONS):
            moment = NOW + turn * (LATER - NOW)
            assert requests.take_request(session, request.id, f"w{turn}", moment)
        end = NOW + requests.INTERRUPTIONS * (LATER - NOW)
        assert requests.take_request(session, request.id, "w9", end) is None
        assert (request.state, request.reason) == (RequestState.FAILED, "interrupted")


def test_cancelled_worker_is_told_to_stop(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        request = make_request(session, context)
        requests.take_request(session, request.id, "w1", NOW)
        assert requests.report_progress(session, request.id, "w1", NOW, done=1, stage="drafting")
        requests.cancel_request(session, context.id, request.id, NOW)
        progress = requests.report_progress(
            session, request.id, "w1", NOW, done=2, stage="drafting"
        )
        assert not progress
        requests.finish_request(session, request.id, "w1", NOW)
        assert (request.state, request.done) == (RequestState.CANCELLED, 1)


def test_request_without_accepted_draft_ends_with_that_reason(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        for accepted, reason in [(False, "nothing_accepted"), (True, "")]:
            request = make_request(session, context)
            wish = Wish(
                context_id=context.id,
                skill_id=request.blueprints[0]["skill"],
                request_id=request.id,
            )
            store(session, wish)
            requests.take_request(session, request.id, "w1", NOW)
            if accepted:
                make_draft(session, request)
            requests.finish_request(session, request.id, "w1", NOW)
            assert (request.state, request.reason) == (RequestState.DONE, reason)
            assert wish.open is not accepted


def test_failure_keeps_its_detail(database: Database) -> None:
    with database.write() as session:
        request = make_request(session, make_course(session))
        requests.take_request(session, request.id, "w1", NOW)
        requests.fail_request(session, request.id, "w2", NOW, reason="model", detail="other")
        assert request.state is RequestState.RUNNING
        requests.fail_request(session, request.id, "w1", NOW, reason="model", detail="x" * 9000)
        assert (request.state, request.reason) == (RequestState.FAILED, "model")
        assert len(request.detail) == 2000


def test_position_counts_what_comes_before(database: Database) -> None:
    with database.write() as session:
        context = make_course(session)
        first, second = make_request(session, context), make_request(session, context)
        second.created_at = first.created_at + timedelta(seconds=1)
        session.flush()
        assert queue_position(session, second, NOW) == 1
        requests.cancel_request(session, context.id, first.id, NOW)
        assert queue_position(session, second, NOW) == 0


def test_small_course_does_not_queue_behind_all_of_a_large_one(database: Database) -> None:
    with database.write() as session:
        large, small = make_course(session), make_course(session)
        many = [make_request(session, large) for _ in range(4)]
        late = make_request(session, small)
        for number, row in enumerate([*many, late]):
            row.created_at = NOW + timedelta(seconds=number)
        session.flush()
        assert queue_position(session, late, NOW) == 1
        assert [queue_position(session, row, NOW) for row in many] == [0, 2, 3, 4]
        requests.take_request(session, many[0].id, "w", NOW)
        assert queue_position(session, late, NOW) == 0
        assert queue_position(session, many[0], NOW) == 0

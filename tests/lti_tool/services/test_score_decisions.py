from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.lti.ags import Result
from lti_tool.models import ScoreState
from lti_tool.services.score_decisions import (
    GIVE_UP_AFTER,
    LONGEST_WAIT,
    Answer,
    Reply,
    ScorePost,
    classify_status,
    decide,
    needs_result,
)

NOW = datetime(2026, 3, 2, 12, 0, 0, 500_000, UTC)
POST = ScorePost(
    score_id="s",
    line_item_url="https://moodle.example/lineitem",
    subject="6",
    given=70.0,
    activity_progress="InProgress",
    ts=NOW,
    version=3,
    failures=0,
    waiting_since=NOW,
)
STORED = NOW.replace(microsecond=0)
ACCEPTED, CONFLICT, LOCKED = (
    Reply(Answer.ACCEPTED, 200),
    Reply(Answer.CONFLICT, 409),
    Reply(Answer.LOCKED, 500),
)


def held(percent: float | None, timestamp: datetime | None = STORED) -> Result:
    return Result("6", percent, timestamp)


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [
        (200, "", Answer.ACCEPTED),
        (204, "", Answer.ACCEPTED),
        (302, "", Answer.REFUSED),
        (400, "[]", Answer.REFUSED),
        (401, "", Answer.BUSY),
        (403, "", Answer.REFUSED),
        (404, "<html>", Answer.REFUSED),
        (409, "[]", Answer.CONFLICT),
        (429, "", Answer.BUSY),
        (500, " []\n", Answer.LOCKED),
        (500, "<html>", Answer.BUSY),
        (503, "[]", Answer.BUSY),
    ],
)
def test_status(status: int, body: str, answer: Answer) -> None:
    assert classify_status(status, body) is answer


def test_result_is_needed_where_the_status_does_not_say_what_is_held() -> None:
    assert all(needs_result(reply) for reply in (ACCEPTED, CONFLICT, LOCKED))
    assert not needs_result(Reply(Answer.REFUSED, 400))
    assert not needs_result(Reply(Answer.BUSY, 503))


@pytest.mark.parametrize("percent", [70, 70.004, 69.9999])
@pytest.mark.parametrize("reply", [ACCEPTED, CONFLICT, LOCKED])
def test_same_value_is_confirmed(reply: Reply, percent: float) -> None:
    decision = decide(POST, reply, held(percent), NOW)
    assert decision.state is ScoreState.CONFIRMED
    assert not decision.outage


def test_rounding_of_the_platform_is_no_override() -> None:
    third = replace(POST, given=100 / 3)
    on_a_scale_of_one = 0.33333 * 100
    assert decide(third, ACCEPTED, held(on_a_scale_of_one), NOW).state is ScoreState.CONFIRMED


def test_zero_without_a_value_counts_only_after_it_was_taken() -> None:
    zero = replace(POST, given=0.0)
    nothing = held(None, None)
    assert decide(zero, ACCEPTED, nothing, NOW).state is ScoreState.CONFIRMED
    assert decide(zero, CONFLICT, nothing, NOW).state is ScoreState.WAITING
    assert decide(zero, LOCKED, nothing, NOW).state is ScoreState.LOCKED
    assert decide(POST, ACCEPTED, nothing, NOW).state is ScoreState.OVERRIDDEN


def test_silent_override_stops_and_is_shown() -> None:
    decision = decide(POST, ACCEPTED, held(25), NOW)
    assert (decision.state, decision.error, decision.result) == (
        ScoreState.OVERRIDDEN,
        "overridden",
        25,
    )


def test_conflict_with_our_own_time_but_another_value_is_an_override() -> None:
    assert decide(POST, CONFLICT, held(25), NOW).state is ScoreState.OVERRIDDEN


def test_conflict_raises_the_time_above_what_is_held() -> None:
    future = STORED + timedelta(hours=2)
    decision = decide(POST, CONFLICT, held(25, future), NOW)
    assert decision.state is ScoreState.WAITING
    assert decision.raise_ts_to == future + timedelta(seconds=1)
    assert decision.wait == timedelta()
    assert not decision.outage


@pytest.mark.parametrize("timestamp", [None, STORED - timedelta(days=1)])
def test_conflict_that_shows_no_later_time_is_raised_above_now(timestamp: datetime | None) -> None:
    decision = decide(POST, CONFLICT, held(None, timestamp), NOW)
    assert decision.raise_ts_to == STORED + timedelta(seconds=1)


def test_locked() -> None:
    decision = decide(POST, LOCKED, held(40), NOW)
    assert (decision.state, decision.error, decision.result) == (ScoreState.LOCKED, "locked", 40)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(Answer.REFUSED, 400), "refused_400"),
        (Reply(Answer.REFUSED, detail="foreign_url"), "foreign_url"),
    ],
)
def test_refusal_parks(reply: Reply, error: str) -> None:
    decision = decide(POST, reply, None, NOW)
    assert (decision.state, decision.error, decision.wait) == (ScoreState.PARKED, error, None)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(Answer.BUSY, 503), "busy_503"),
        (Reply(Answer.BUSY, detail="timed_out"), "timed_out"),
        (Reply(Answer.BUSY, 400, "token_key_unknown"), "token_key_unknown"),
        (ACCEPTED, "result_unread"),
    ],
)
def test_outage_waits_and_counts(reply: Reply, error: str) -> None:
    decision = decide(POST, reply, None, NOW)
    assert (decision.state, decision.error) == (ScoreState.WAITING, error)
    assert decision.outage
    assert decision.wait is not None
    assert timedelta() <= decision.wait <= timedelta(seconds=2)


def test_wait_grows_is_bounded_and_obeys_the_platform() -> None:
    busy = Reply(Answer.BUSY, 503)
    waits = [decide(replace(POST, failures=40), busy, None, NOW).wait for _ in range(50)]
    assert all(wait and wait <= LONGEST_WAIT for wait in waits)
    assert max(wait for wait in waits if wait) > timedelta(minutes=10)
    told = decide(POST, Reply(Answer.BUSY, 429, retry_after=500), None, NOW)
    assert told.wait == timedelta(seconds=500)


@pytest.mark.parametrize(
    ("reply", "result"), [(Reply(Answer.BUSY, 503), None), (CONFLICT, held(25, None))]
)
def test_after_a_week_it_is_parked(reply: Reply, result: Result | None) -> None:
    late = NOW + GIVE_UP_AFTER + timedelta(seconds=1)
    decision = decide(POST, reply, result, late)
    assert (decision.state, decision.error) == (ScoreState.PARKED, "gave_up")


def test_platform_that_shows_no_results_is_believed() -> None:
    decision = decide(POST, ACCEPTED, None, NOW, readable=False)
    assert (decision.state, decision.error) == (ScoreState.CONFIRMED, "not_read_back")
    assert decide(POST, CONFLICT, None, NOW, readable=False).state is ScoreState.WAITING
    assert decide(POST, LOCKED, None, NOW, readable=False).state is ScoreState.LOCKED

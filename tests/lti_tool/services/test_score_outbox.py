from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database, utcnow
from lti_tool.errors import NotFoundError
from lti_tool.models import Breaker, Context, Registration, Score, ScoreState
from lti_tool.services.score_decisions import Answer, Decision, Reply, ScorePost
from lti_tool.services.score_outbox import (
    BREAKER_AFTER,
    BREAKER_OPEN,
    LEASE,
    claim_due_score,
    rearm_parked_scores,
    registrations_with_due_scores,
    resend_score,
    settle_score,
)
from tests.lti_tool.factories import make_course, make_person, make_practice, make_score

OK = Reply(Answer.ACCEPTED, 200)
BUSY = Reply(Answer.BUSY, 503)
CONFIRMED = Decision(ScoreState.CONFIRMED, result=70.0)
OUTAGE = Decision(ScoreState.WAITING, "busy_503", wait=timedelta(seconds=1), outage=True)


@dataclass
class Outbox:
    session: Session
    context: Context
    now: datetime

    def add(self, **values: object) -> Score:
        person = make_person(self.session, self.context)
        practice = make_practice(self.session, self.context)
        return make_score(self.session, self.context, practice, person, **values)

    def claim(self, owner: str = "a") -> ScorePost | None:
        return claim_due_score(self.session, self.context.registration_id, owner, self.now)

    def settle(self, post: ScorePost | None, decision: Decision, owner: str = "a") -> bool:
        assert post is not None
        reply = BUSY if decision.outage else OK
        return settle_score(self.session, post, owner, reply, decision, self.now)

    def breaker(self) -> Breaker:
        return self.session.scalars(select(Breaker)).one()


@pytest.fixture
def outbox(database: Database) -> Iterator[Outbox]:
    with database.write() as session:
        yield Outbox(session, make_course(session), utcnow() + timedelta(minutes=1))


def test_nothing_is_claimed_that_is_not_due(outbox: Outbox) -> None:
    outbox.add(next_at=outbox.now + timedelta(seconds=1))
    outbox.add(state=ScoreState.PARKED)
    outbox.add(lease_owner="b", lease_until=outbox.now + timedelta(seconds=1))
    assert outbox.claim() is None
    assert registrations_with_due_scores(outbox.session, outbox.now) == []


def test_longest_due_comes_first_and_is_leased(outbox: Outbox) -> None:
    outbox.add()
    older = outbox.add(next_at=outbox.now - timedelta(hours=1))
    post = outbox.claim()
    assert post is not None
    assert post.score_id == older.id
    assert older.lease_until == outbox.now + LEASE
    second = outbox.claim("b")
    assert second is not None
    assert second.score_id != older.id
    assert outbox.claim("c") is None


def test_registrations_are_apart(outbox: Outbox) -> None:
    other = Outbox(outbox.session, make_course(outbox.session), outbox.now)
    outbox.add()
    assert other.claim() is None
    due = registrations_with_due_scores(outbox.session, outbox.now)
    assert due == [outbox.context.registration_id]


def test_deactivated_registration_sends_nothing(outbox: Outbox) -> None:
    outbox.add()
    outbox.session.get_one(Registration, outbox.context.registration_id).active = False
    outbox.session.flush()
    assert outbox.claim() is None
    assert registrations_with_due_scores(outbox.session, outbox.now) == []


def test_confirmed(outbox: Outbox) -> None:
    score = outbox.add(failures=3)
    assert outbox.settle(outbox.claim(), CONFIRMED)
    assert (score.state, score.sent_version, score.result) == (ScoreState.CONFIRMED, 1, 70)
    assert (score.failures, score.waiting_since, score.lease_owner) == (0, None, None)
    assert score.sent_at == outbox.now


def test_dead_sender_gives_the_score_back_and_may_not_settle_it(outbox: Outbox) -> None:
    score = outbox.add()
    first = outbox.claim("dead")
    outbox.now += LEASE + timedelta(seconds=1)
    second = outbox.claim("b")
    assert second is not None
    refusal = Decision(ScoreState.PARKED, "refused_400")
    assert not outbox.settle(first, refusal, "dead")
    assert score.state is ScoreState.WAITING
    assert outbox.settle(second, CONFIRMED, "b")
    assert not outbox.settle(first, refusal, "dead")
    assert score.state is ScoreState.CONFIRMED


@pytest.mark.parametrize("state", list(ScoreState))
def test_newer_value_is_sent_whatever_became_of_the_older(
    outbox: Outbox, state: ScoreState
) -> None:
    score = outbox.add()
    post = outbox.claim()
    score.version, score.given = 2, 80
    outbox.settle(post, Decision(state, "x", wait=timedelta(hours=1)))
    assert score.state is ScoreState.WAITING
    newer = outbox.claim()
    assert newer is not None
    assert (newer.version, newer.given) == (2, 80)


def test_time_only_rises(outbox: Outbox) -> None:
    score = outbox.add()
    high = score.ts + timedelta(hours=1)
    decision = Decision(ScoreState.WAITING, "conflict", wait=timedelta(), raise_ts_to=high)
    outbox.settle(outbox.claim(), decision)
    assert score.ts == high
    low = Decision(ScoreState.WAITING, "conflict", wait=timedelta(), raise_ts_to=outbox.now)
    outbox.settle(outbox.claim(), low)
    assert score.ts == high


def test_outage_waits(outbox: Outbox) -> None:
    score = outbox.add()
    outbox.settle(outbox.claim(), OUTAGE)
    assert (score.failures, score.last_status, score.last_error) == (1, 503, "busy_503")
    assert outbox.claim() is None
    outbox.now += timedelta(seconds=1)
    assert outbox.claim() is not None


def open_breaker(outbox: Outbox) -> list[Score]:
    scores = [outbox.add() for _ in range(BREAKER_AFTER + 3)]
    for _ in range(BREAKER_AFTER):
        outbox.settle(outbox.claim(), OUTAGE)
    return scores


def test_breaker_opens_after_outages_in_a_row_and_lets_one_probe_through(outbox: Outbox) -> None:
    open_breaker(outbox)
    assert outbox.claim() is None
    assert registrations_with_due_scores(outbox.session, outbox.now) == []
    outbox.now += BREAKER_OPEN
    assert registrations_with_due_scores(outbox.session, outbox.now) != []
    assert outbox.claim("probe") is not None
    assert outbox.claim("second") is None


def test_probe_that_gets_through_rearms_all(outbox: Outbox) -> None:
    scores = open_breaker(outbox)
    outbox.now += BREAKER_OPEN
    scores[0].next_at = outbox.now + timedelta(hours=1)
    outbox.settle(outbox.claim("probe"), CONFIRMED, "probe")
    waiting = [one for one in scores if one.state is ScoreState.WAITING]
    assert len(waiting) == len(scores) - 1
    assert all(one.next_at <= outbox.now and one.failures == 0 for one in waiting)
    assert (outbox.breaker().failures, outbox.breaker().open_until) == (0, None)


def test_probe_that_fails_or_dies_leaves_it_open(outbox: Outbox) -> None:
    open_breaker(outbox)
    outbox.now += BREAKER_OPEN
    outbox.settle(outbox.claim("probe"), OUTAGE, "probe")
    assert outbox.claim() is None
    outbox.now += BREAKER_OPEN
    assert outbox.claim("dies") is not None
    outbox.now += BREAKER_OPEN
    assert outbox.claim("next") is not None


def test_refusal_of_one_score_is_no_outage(outbox: Outbox) -> None:
    outbox.add()
    outbox.add()
    for _ in range(BREAKER_AFTER - 1):
        outbox.settle(outbox.claim(), OUTAGE)
        outbox.now += timedelta(seconds=1)
    outbox.settle(outbox.claim(), Decision(ScoreState.PARKED, "refused_400"))
    assert outbox.breaker().failures == 0


def test_launch_rearms_what_was_parked_of_this_line_item(outbox: Outbox) -> None:
    parked = outbox.add(state=ScoreState.PARKED, failures=4, waiting_since=None)
    other = outbox.add(state=ScoreState.PARKED)
    assert rearm_parked_scores(outbox.session, parked.line_item_id, outbox.now) == 1
    assert (parked.state, parked.failures, parked.waiting_since) == (
        ScoreState.WAITING,
        0,
        outbox.now,
    )
    assert other.state is ScoreState.PARKED


@pytest.mark.parametrize("state", list(ScoreState))
def test_sent_again_with_a_later_time(outbox: Outbox, state: ScoreState) -> None:
    future = outbox.now + timedelta(days=1)
    score = outbox.add(state=state, ts=future, version=4, sent_version=4)
    rings = resend_score(outbox.session, outbox.context.id, score.id, outbox.now)
    assert rings == outbox.context.registration_id
    post = outbox.claim()
    assert post is not None
    assert post.version == 5
    assert post.ts == future + timedelta(seconds=1)


def test_score_of_another_course_is_not_sent_again(outbox: Outbox) -> None:
    score = outbox.add(state=ScoreState.CONFIRMED)
    with pytest.raises(NotFoundError):
        resend_score(outbox.session, make_course(outbox.session).id, score.id, outbox.now)
    assert score.version == 1

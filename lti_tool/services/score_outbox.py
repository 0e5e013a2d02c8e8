"""The outbox of scores: claim what is due, settle what was sent, arm again what was refused.

A sender claims rows under a short lease that it renews while it works on them, and settles only
rows whose lease is still its own. A row whose `version` rose in between stays waiting: the newer
value is sent next, with a later timestamp.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.models import Breaker, LineItem, Person, Registration, Score, ScoreState
from lti_tool.services.score_decisions import Decision, Reply, ScorePost

LEASE = timedelta(seconds=20)  # how long a score waits whose sender was killed
BREAKER_AFTER = 5  # outages in a row
BREAKER_OPEN = timedelta(seconds=30)  # at most, between two probes of a platform that fails
ONE_SECOND = timedelta(seconds=1)


def _is_free(now: datetime) -> ColumnElement[bool]:
    free = or_(Score.lease_until.is_(None), Score.lease_until < now)
    return (Score.state == ScoreState.WAITING) & free


def _is_due(now: datetime) -> ColumnElement[bool]:
    return _is_free(now) & (Score.next_at <= now)


def registrations_with_due_scores(session: Session, now: datetime) -> list[str]:
    """Ids of registrations that have something to send and whose breaker lets a post through: a
    probe, where it was open, may be any score that waits."""
    closed = Breaker.open_until.is_(None) & _is_due(now)
    probing = (Breaker.open_until <= now) & _is_free(now)
    query = (
        select(Score.registration_id)
        .join(Registration, Registration.id == Score.registration_id)
        .outerjoin(Breaker, Breaker.registration_id == Score.registration_id)
        .where(or_(closed, probing), Registration.active)
        .distinct()
    )
    return list(session.scalars(query))


def count_due_scores(session: Session, registration_id: str, now: datetime) -> int:
    query = select(func.count(Score.id)).where(
        Score.registration_id == registration_id, _is_due(now)
    )
    return session.scalars(query).one()


def claim_due_score(
    session: Session, registration_id: str, owner: str, now: datetime
) -> ScorePost | None:
    """Lease the longest due row to `owner`; None where nothing may be sent now.

    While the breaker is open one claim passes every `BREAKER_OPEN`: the probe. It may be a score
    whose own next try is far off, so that a platform that is back is noticed.
    """
    breaker = _find_breaker(session, registration_id)
    if breaker and breaker.open_until and breaker.open_until > now:
        return None
    ready = _is_free(now) if breaker and breaker.open_until else _is_due(now)
    found = session.execute(
        select(Score, LineItem.url, Person.subject)
        .join(LineItem, LineItem.id == Score.line_item_id)
        .join(Person, Person.id == Score.person_id)
        .join(Registration, Registration.id == Score.registration_id)
        .where(Score.registration_id == registration_id, ready, Registration.active)
        .order_by(Score.next_at)
        .limit(1)
        .with_for_update(of=Score, skip_locked=True)
    ).first()
    if found is None:
        return None
    if breaker and breaker.open_until:
        breaker.open_until = now + BREAKER_OPEN
    score, url, subject = found
    return _claim(score, url, subject, owner, now)


def _claim(score: Score, url: str, subject: str, owner: str, now: datetime) -> ScorePost:
    score.lease_owner, score.lease_until = owner, now + LEASE
    return ScorePost(
        score_id=score.id,
        line_item_url=url,
        subject=subject,
        given=score.given,
        activity_progress=score.activity_progress,
        ts=score.ts,
        version=score.version,
        failures=score.failures,
        waiting_since=score.waiting_since or score.created_at,
    )


def renew_leases(session: Session, owners: Collection[str], now: datetime) -> None:
    session.execute(
        update(Score).where(Score.lease_owner.in_(owners)).values(lease_until=now + LEASE)
    )


def settle_score(
    session: Session, post: ScorePost, owner: str, reply: Reply, decision: Decision, now: datetime
) -> bool:
    """Write down what became of `post`; False if the lease had passed to another sender."""
    score = session.get(Score, post.score_id, with_for_update=True)
    if score is None or score.lease_owner != owner:
        return False
    score.lease_owner = score.lease_until = None
    score.last_status, score.last_detail = reply.status, reply.detail[:500]
    score.last_error = decision.error
    score.result = decision.result if decision.result is not None else score.result
    if decision.raise_ts_to:
        score.ts = max(score.ts, decision.raise_ts_to)
    _note_outage(session, score.registration_id, decision, now)
    if decision.state is ScoreState.CONFIRMED:
        score.sent_version, score.sent_at = post.version, now
    if score.version != post.version:
        score.next_at, score.failures = now, 0
        return True
    score.state = decision.state
    score.failures = 0 if decision.state is ScoreState.CONFIRMED else score.failures + 1
    if decision.state is ScoreState.WAITING:
        score.next_at = now + (decision.wait or timedelta())
    else:
        score.waiting_since = None
    return True


def _find_breaker(session: Session, registration_id: str) -> Breaker | None:
    query = select(Breaker).where(Breaker.registration_id == registration_id)
    return session.scalar(query.with_for_update())


def _make_breaker(session: Session, registration_id: str) -> Breaker:
    """Another sender may make it at the same time: then theirs is taken."""
    try:
        with session.begin_nested():
            breaker = Breaker(registration_id=registration_id, failures=0)
            session.add(breaker)
    except IntegrityError:
        found = _find_breaker(session, registration_id)
        assert found is not None
        return found
    return breaker


def _note_outage(session: Session, registration_id: str, decision: Decision, now: datetime) -> None:
    breaker = _find_breaker(session, registration_id)
    if decision.outage:
        breaker = breaker or _make_breaker(session, registration_id)
        breaker.failures += 1
        if breaker.failures >= BREAKER_AFTER:
            breaker.open_until = now + BREAKER_OPEN * random.uniform(0.5, 1)
        return
    if breaker is None:
        return
    if breaker.open_until:
        _rearm(session, now, Score.registration_id == registration_id, [ScoreState.WAITING])
    breaker.failures, breaker.open_until = 0, None


def _rearm(
    session: Session, now: datetime, which: ColumnElement[bool], states: list[ScoreState]
) -> int:
    session.flush()
    found = session.execute(
        update(Score)
        .where(which, Score.state.in_(states))
        .values(
            state=ScoreState.WAITING,
            next_at=now,
            failures=0,
            waiting_since=func.coalesce(Score.waiting_since, now),
        )
        .execution_options(synchronize_session="fetch")
        .returning(Score.id)
    )
    return len(found.all())


def rearm_parked_scores(session: Session, line_item_id: str, now: datetime) -> int:
    """At a launch: what the platform refused is tried once more. The number of rows."""
    return _rearm(session, now, Score.line_item_id == line_item_id, [ScoreState.PARKED])


def resend_score(session: Session, context_id: str, score_id: str, now: datetime) -> str:
    """An instructor's "send again", whatever became of the row; its timestamp rises.

    The id of the registration to ring for. Raises `NotFoundError`.
    """
    score = session.scalar(
        select(Score)
        .join(LineItem, LineItem.id == Score.line_item_id)
        .where(Score.id == score_id, LineItem.context_id == context_id)
        .with_for_update(of=Score)
    )
    if score is None:
        raise NotFoundError
    _raise_version(score, now)
    _rearm(session, now, Score.id == score_id, list(ScoreState))
    return score.registration_id


def resend_activity(
    session: Session, context_id: str, line_item_id: str, now: datetime, *, arrived: bool
) -> int:
    """All scores of one gradebook column again; those that arrived only where `arrived`, as after
    a course was reset. The number of rows. Raises `NotFoundError`."""
    item = session.get(LineItem, line_item_id)
    if item is None or item.context_id != context_id:
        raise NotFoundError
    which = Score.line_item_id == line_item_id
    if not arrived:
        which &= Score.state != ScoreState.CONFIRMED
    for score in session.scalars(select(Score).where(which).with_for_update()):
        _raise_version(score, now)
    return _rearm(session, now, which, list(ScoreState))


def _raise_version(score: Score, now: datetime) -> None:
    score.ts = max(now.replace(microsecond=0), score.ts + ONE_SECOND)
    score.version += 1

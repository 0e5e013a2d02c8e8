"""The writer of the outbox: what a learner's score is now, for each gradebook column of a practice.

It runs in the transaction of whatever moved the score (an answer, a regrade), so that no score
can be lost between the two. Sending is the outbox's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Context,
    LineItem,
    Membership,
    Practice,
    ResourceLink,
    Score,
    ScoreState,
)
from lti_tool.services.standings import Standing, read_standing

ONE_SECOND = timedelta(seconds=1)


def update_score(session: Session, practice_id: str, person_id: str, now: datetime) -> str | None:
    """Write or raise the learner's outbox rows; the registration whose scores are to be sent.

    None where nothing changed, where the practice has no gradebook column, where the learner has
    answered nothing (opening a page must not put a zero into the gradebook), and for whoever was
    ever an instructor in the course.
    """
    practice = session.get_one(Practice, practice_id)
    items = _list_line_items(session, practice)
    if not items or not _lock_learner(session, practice.context_id, person_id):
        return None
    session.refresh(practice)  # its settings may have changed before the lock was ours
    standing = read_standing(session, practice, person_id, now)
    if not standing.tally.answered:
        return None
    registration_id = session.get_one(Context, practice.context_id).registration_id
    changed = [
        _raise_score(session, item, practice, person_id, registration_id, standing, now)
        for item in items
    ]
    return registration_id if any(changed) else None


def update_scores(
    session: Session, standings: Iterable[tuple[str, str]], now: datetime
) -> set[str]:
    """Of (practice id, person id), each once; the registrations whose scores are to be sent.

    Learner by learner in one order, so that two such runs cannot hold each other up for good.
    """
    ordered = sorted(set(standings), key=lambda pair: (pair[1], pair[0]))
    moved = [update_score(session, practice, person, now) for practice, person in ordered]
    return {registration for registration in moved if registration}


def list_scores(session: Session, practice_id: str, person_id: str) -> list[Score]:
    """One per gradebook column."""
    query = select(Score).where(Score.practice_id == practice_id, Score.person_id == person_id)
    return list(session.scalars(query.order_by(Score.created_at)))


def _list_line_items(session: Session, practice: Practice) -> list[LineItem]:
    query = (
        select(LineItem)
        .join(ResourceLink, ResourceLink.line_item_id == LineItem.id)
        .where(
            ResourceLink.practice_id == practice.id,
            ResourceLink.context_id == practice.context_id,
        )
        .distinct()
    )
    return list(session.scalars(query))


def _lock_learner(session: Session, context_id: str, person_id: str) -> bool:
    """Whoever moves a score of this learner comes after the other. False for an instructor."""
    membership = session.scalar(
        select(Membership)
        .where(Membership.context_id == context_id, Membership.person_id == person_id)
        .with_for_update()
    )
    return membership is not None and not membership.ever_instructor


def _raise_score(
    session: Session,
    item: LineItem,
    practice: Practice,
    person_id: str,
    registration_id: str,
    standing: Standing,
    now: datetime,
) -> bool:
    """Whether the row changed."""
    moment = now.replace(microsecond=0)
    query = select(Score).where(Score.line_item_id == item.id, Score.person_id == person_id)
    score = session.scalar(query.with_for_update())
    if score is None:
        score = Score(
            line_item_id=item.id, person_id=person_id, registration_id=registration_id,
            practice_id=practice.id, version=0, ts=moment - ONE_SECOND,
        )  # fmt: skip
        session.add(score)
    elif (score.given, score.activity_progress) == (standing.given, standing.progress):
        return False
    score.given, score.activity_progress = standing.given, standing.progress.value
    score.practice_id = practice.id
    score.version += 1
    score.ts = max(moment, score.ts + ONE_SECOND)
    score.state, score.next_at, score.failures = ScoreState.WAITING, now, 0
    score.waiting_since = score.waiting_since or now
    session.flush()
    return True

"""When the learners of a course worked and what was due: what signs are looked for in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.elo import DAY
from analytics.risk import Work
from analytics.signs import Trail
from analytics.types import Source
from lti_tool.models import (
    Allowance,
    Attempt,
    Context,
    CourseActivity,
    Membership,
    OutsideEvidence,
    Practice,
    Submission,
    SubmissionState,
)
from lti_tool.services.course_activities import list_deliveries

BEGUN = timedelta(days=1)  # who is known so soon after the course was in it from its beginning


def count_days(since: datetime, moment: datetime) -> float:
    return (moment - since).total_seconds() / DAY


def read_trails(session: Session, context: Context, people: Collection[str]) -> dict[str, Trail]:
    """By person; the works of all are the same ones in the same order, days count from when the
    course was first seen."""
    worked = _read_work_times(session, context.id)
    members = _read_members(session, context.id)
    practices = _read_practices(session, context, people)
    assignments = _read_assignments(session, context, list(people))
    return {
        person: Trail(
            worked.get(person, ()),
            *members[person],
            works=[*practices[person], *assignments[person]],
            enrolled=_find_enrolled(context, members[person][0]),
        )
        for person in people
    }


def _find_enrolled(context: Context, joined: datetime) -> float | None:
    """None for who was there when the course was first seen: since when is not known."""
    return count_days(context.created_at, joined) if joined > context.created_at + BEGUN else None


def _read_work_times(session: Session, context_id: str) -> dict[str, list[datetime]]:
    """Answers given here, quiz answers and what was handed in at the platform; a grade tells when
    somebody else worked."""
    times: defaultdict[str, list[datetime]] = defaultdict(list)
    here = select(Attempt.person_id, Attempt.created_at).where(Attempt.context_id == context_id)
    there = select(OutsideEvidence.person_id, OutsideEvidence.seen_at).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source == Source.QUIZ_ATTEMPT.value,
    )
    handed_in = (
        select(Submission.person_id, Submission.changed_at)
        .join(CourseActivity, CourseActivity.id == Submission.course_activity_id)
        .where(
            CourseActivity.context_id == context_id,
            Submission.state == SubmissionState.SUBMITTED,
        )
    )
    for query in (here, there, handed_in):
        for person, time in session.execute(query):
            times[person].append(time)
    return times


def _read_members(session: Session, context_id: str) -> dict[str, tuple[datetime, datetime | None]]:
    """By person: since when they are in the course, and when they were last there."""
    query = select(Membership).where(Membership.context_id == context_id)
    return {row.person_id: (row.created_at, row.last_access) for row in session.scalars(query)}


def _read_practices(
    session: Session, context: Context, people: Collection[str]
) -> dict[str, list[Work]]:
    """Practices that close, each with the learner's own closing time; handed in is what anything
    was answered in."""
    closing = select(Practice).where(
        Practice.context_id == context.id, Practice.closes_at.is_not(None)
    )
    practices = list(session.scalars(closing))
    begun = _read_begun(session, context.id)
    own = _read_allowances(session, [practice.id for practice in practices])
    return {
        person: [
            _make_work(
                context,
                own.get((practice.id, person), closes),
                begun.get((practice.id, person)),
            )
            for practice in practices
            if (closes := practice.closes_at) is not None
        ]
        for person in people
    }


def _make_work(context: Context, due: datetime, done: datetime | None) -> Work:
    begin = context.created_at
    return Work(count_days(begin, due), submitted=None if done is None else count_days(begin, done))


def _read_begun(session: Session, context_id: str) -> Mapping[tuple[str, str], datetime]:
    query = (
        select(Attempt.practice_id, Attempt.person_id, Attempt.created_at)
        .where(Attempt.context_id == context_id)
        .order_by(Attempt.created_at.desc())
    )
    return {(practice, person): time for practice, person, time in session.execute(query)}


def _read_allowances(
    session: Session, practices: Collection[str]
) -> Mapping[tuple[str, str], datetime]:
    query = select(Allowance.practice_id, Allowance.person_id, Allowance.closes_at).where(
        Allowance.practice_id.in_(practices), Allowance.closes_at.is_not(None)
    )
    return {
        (practice, person): closes
        for practice, person, closes in session.execute(query)
        if closes is not None
    }


def _read_assignments(
    session: Session, context: Context, people: Sequence[str]
) -> dict[str, list[Work]]:
    """Those of the platform that have a due date. A draft is not handed in."""
    works: dict[str, list[Work]] = {person: [] for person in people}
    for one in list_deliveries(session, context.id, people):
        if one.due_at is not None:
            done = one.changed_at if one.state is SubmissionState.SUBMITTED else None
            works[one.person_id].append(_make_work(context, one.due_at, done))
    return works

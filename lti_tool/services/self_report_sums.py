"""What instructors see of self-reports: of the whole course, a week that is over, five and more.

Three things keep any one learner from being told: a question is summed up only where FEWEST
learners answered it; what is told is a word for a share, never a number of people; and it is
reckoned once, so that nothing changes when somebody deletes their answer, leaves or is erased.
There is no sum of a group, since two groups that differ by one learner would tell of that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Context, Membership, SelfReport, SelfReportSum
from lti_tool.services.self_reports import QUESTIONS, week_of

FEWEST = 5
MIDDLE = 3  # of 1 to 5; below is low, above is high


class Share(StrEnum):
    """Of those who answered: below a fourth, below five eighths, and from there on. With five
    learners "most" is four or five of them: also what all say is not told of each."""

    FEW = "few"
    SOME = "some"
    MOST = "most"


def tell_share(part: int, of: int) -> Share:
    if 4 * part < of:
        return Share.FEW
    return Share.SOME if 8 * part < 5 * of else Share.MOST


def close_weeks(session: Session, now: datetime) -> None:
    """Sum up each week that is over and was not summed up before, in all courses."""
    done = select(SelfReportSum.id).where(
        SelfReportSum.context_id == SelfReport.context_id, SelfReportSum.week == SelfReport.week
    )
    ended = (
        select(SelfReport.context_id, SelfReport.week)
        .where(SelfReport.week < week_of(now), ~done.exists())
        .group_by(SelfReport.context_id, SelfReport.week)
        .having(func.count() >= FEWEST)
    )
    for context_id, week in session.execute(ended).all():
        session.get_one(Context, context_id, with_for_update=True)  # one at a time
        rows = _list_counted(session, context_id, week)
        shares = {
            question: found
            for question in QUESTIONS
            if (found := _sum_up([getattr(row, question) for row in rows]))
        }
        session.add(SelfReportSum(context_id=context_id, week=week, shares=shares))
        session.flush()


def list_sums(session: Session, context_id: str) -> list[SelfReportSum]:
    """Those that tell anything, newest first."""
    query = select(SelfReportSum).where(SelfReportSum.context_id == context_id)
    return [row for row in session.scalars(query.order_by(SelfReportSum.week.desc())) if row.shares]


def _list_counted(session: Session, context_id: str, week: str) -> Sequence[SelfReport]:
    """Of learners: whoever was ever an instructor would be telling themselves."""
    return session.scalars(
        select(SelfReport)
        .join(
            Membership,
            (Membership.person_id == SelfReport.person_id)
            & (Membership.context_id == SelfReport.context_id),
        )
        .where(
            SelfReport.context_id == context_id,
            SelfReport.week == week,
            Membership.ever_instructor.is_(False),
        )
    ).all()


def _sum_up(answers: Sequence[int | None]) -> list[str]:
    """The share words of low, middle and high; empty where too few answered."""
    given = [answer for answer in answers if answer is not None]
    if len(given) < FEWEST:
        return []
    low = sum(answer < MIDDLE for answer in given)
    middle = sum(answer == MIDDLE for answer in given)
    counts = (low, middle, len(given) - low - middle)
    return [tell_share(part, len(given)).value for part in counts]

"""What learners say of themselves, week by week: off until an instructor lets them, theirs alone.

Instructors see of it what services.self_report_sums makes of a week that is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.models import Context, Membership, SelfReport
from lti_tool.services.showings import lock_learner

QUESTIONS = ("effort", "feeling")
LOWEST, HIGHEST = 1, 5


class NotAskedError(ConflictError):
    code = "self_reports_off"
    message = "This course does not ask how it goes for you any longer, so nothing was kept."


class NothingSaidError(InvalidInputError):
    code = "nothing_said"
    message = "Answer at least one of the questions, or leave the page as it is."


def week_of(moment: datetime) -> str:
    """The Monday (UTC) on which the week began, as an ISO date."""
    return (moment - timedelta(days=moment.weekday())).date().isoformat()


def is_asked(context: Context, membership: Membership) -> bool:
    """Whether this learner is reminded; with `self_reports` on they may say it in any case."""
    asked = context.self_reports and not membership.self_reports_off
    return asked and not membership.ever_instructor


def report_week(
    session: Session,
    context_id: str,
    person_id: str,
    answers: Mapping[str, int | None],
    now: datetime,
) -> SelfReport:
    """What is said later in a week stands in place of what was said before.

    Raises `NotAskedError`, `NothingSaidError`, `InvalidInputError` beyond LOWEST to HIGHEST.
    """
    lock_learner(session, context_id, person_id)
    if not session.get_one(Context, context_id, populate_existing=True).self_reports:
        raise NotAskedError
    said = {question: answers.get(question) for question in QUESTIONS}
    if all(value is None for value in said.values()):
        raise NothingSaidError
    if any(value is not None and not LOWEST <= value <= HIGHEST for value in said.values()):
        raise InvalidInputError("Choose one of the answers. Reload the page and try again.")
    row = find_report(session, context_id, person_id, now)
    if row is None:
        row = SelfReport(context_id=context_id, person_id=person_id, week=week_of(now))
        session.add(row)
    row.effort, row.feeling = said["effort"], said["feeling"]
    session.flush()
    return row


def find_report(
    session: Session, context_id: str, person_id: str, now: datetime
) -> SelfReport | None:
    """Of the week of `now`."""
    return session.scalar(
        select(SelfReport).filter_by(
            context_id=context_id, person_id=person_id, week=week_of(now)
        )
    )  # fmt: skip


def list_reports(session: Session, context_id: str, person_id: str) -> list[SelfReport]:
    """Newest first."""
    query = select(SelfReport).filter_by(context_id=context_id, person_id=person_id)
    return list(session.scalars(query.order_by(SelfReport.week.desc())))


def delete_reports(
    session: Session, context_id: str, person_id: str, row_id: str | None = None
) -> None:
    """One, or all that this learner said in the course; what is not there is gone already."""
    which = (SelfReport.context_id == context_id) & (SelfReport.person_id == person_id)
    if row_id is not None:
        which &= SelfReport.id == row_id
    session.execute(delete(SelfReport).where(which))

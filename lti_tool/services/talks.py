"""Who may need a conversation: signs in when learners worked and what was due, with what was done
about them. Advice to instructors; a learner never sees it, and nothing is decided by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.elo import DAY
from analytics.risk import RiskModel, Work
from analytics.signs import Reason, Sign, Trail, drop_optional, find_reasons, is_quiet
from analytics.types import Source
from lti_tool.errors import ToolError
from lti_tool.models import (
    Allowance,
    Attempt,
    Contact,
    Context,
    Membership,
    OutsideEvidence,
    Person,
    Practice,
)
from lti_tool.services.class_people import list_learners
from lti_tool.services.contacts import read_contacts
from lti_tool.services.site_settings import keep_setting, read_setting

SWITCH = "talks"


class TalksOffError(ToolError):
    code = "talks_off"
    status = 403
    message = (
        "The administration of this installation has switched this page off, so no signs are "
        "looked for."
    )


@dataclass(frozen=True, slots=True)
class Talk:
    """A learner with signs; `contact` is what was last done about them, its time run out."""

    person: Person
    reasons: tuple[Reason, ...]
    contact: Contact | None

    @property
    def several(self) -> bool:
        """Signs that were seen; the fitted record only weighs what others tell already."""
        return sum(reason.sign is not Sign.RECORD for reason in self.reasons) > 1


@dataclass(frozen=True, slots=True)
class Talks:
    """`open` by name; `resting` were contacted or dismissed until a day still to come. `due` is
    how many pieces of work had a date that has passed. `quiet`: hardly anybody works now."""

    open: tuple[Talk, ...]
    resting: tuple[Talk, ...]
    learners: int
    due: int
    quiet: bool


def are_on(session: Session) -> bool:
    return read_setting(session, SWITCH) is None


def switch(session: Session, *, on: bool) -> None:
    keep_setting(session, SWITCH, None if on else {"off": True})


def read_talks(
    session: Session, context_id: str, now: datetime, model: RiskModel, group: str = ""
) -> Talks:
    """Raises `TalksOffError`, and `NotFoundError` for a group that the course does not have.

    Whether the course is quiet, and what was optional, the whole class tells.
    """
    if not are_on(session):
        raise TalksOffError
    context = session.get_one(Context, context_id)
    everybody = list_learners(session, context_id)
    people = list_learners(session, context_id, group) if group else everybody
    day = _count_days(context.created_at, now)
    trails = drop_optional(_read_trails(session, context, [one.id for one in everybody]), day)
    contacts = read_contacts(session, context_id, trails)
    quiet = is_quiet(list(trails.values()), now)
    talks = [
        Talk(
            person,
            tuple(find_reasons(trails[person.id], now, day, model, quiet=quiet)),
            contacts.get(person.id),
        )
        for person in people
    ]
    resting = [talk for talk in talks if talk.contact and talk.contact.until > now]
    waiting = [talk for talk in talks if talk.reasons and talk not in resting]
    works = next(iter(trails.values())).works if trails else ()
    due = sum(work.due <= day for work in works)
    return Talks(tuple(waiting), tuple(resting), len(people), due, quiet)


def _count_days(since: datetime, moment: datetime) -> float:
    return (moment - since).total_seconds() / DAY


def _read_trails(session: Session, context: Context, people: Collection[str]) -> dict[str, Trail]:
    worked = _read_work_times(session, context.id)
    members = _read_members(session, context.id)
    works = _read_works(session, context, people)
    return {
        person: Trail(worked.get(person, ()), *members[person], works=works[person])
        for person in people
    }


def _read_work_times(session: Session, context_id: str) -> dict[str, list[datetime]]:
    """Answers given here, and quiz answers of the platform: others tell when they were graded,
    not when they were handed in."""
    times: defaultdict[str, list[datetime]] = defaultdict(list)
    here = select(Attempt.person_id, Attempt.created_at).where(Attempt.context_id == context_id)
    there = select(OutsideEvidence.person_id, OutsideEvidence.seen_at).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source == Source.QUIZ_ATTEMPT.value,
    )
    for query in (here, there):
        for person, time in session.execute(query):
            times[person].append(time)
    return times


def _read_members(session: Session, context_id: str) -> dict[str, tuple[datetime, datetime | None]]:
    """By person: since when they are in the course, and when they were last there."""
    query = select(Membership).where(Membership.context_id == context_id)
    return {row.person_id: (row.created_at, row.last_access) for row in session.scalars(query)}


def _read_works(session: Session, context: Context, people: Iterable[str]) -> dict[str, list[Work]]:
    """Practices that close, each with the learner's own closing time; handed in is what anything
    was answered in."""
    closing = select(Practice).where(
        Practice.context_id == context.id, Practice.closes_at.is_not(None)
    )
    practices = list(session.scalars(closing))
    begun = _read_begun(session, context.id)
    own = _read_allowances(session, [practice.id for practice in practices])
    works: dict[str, list[Work]] = {}
    for person in people:
        works[person] = [
            Work(
                due=_count_days(context.created_at, own.get((practice.id, person), closes)),
                submitted=_count_days(context.created_at, begun[practice.id, person])
                if (practice.id, person) in begun
                else None,
            )
            for practice in practices
            if (closes := practice.closes_at) is not None
        ]
    return works


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

"""How long what is kept, and the removal of what was kept long enough: docs/PRIVACY.md.

Each rule has a number of days, 0 for "for good"; an admin changes them. The sweeper runs them
once a day, `coursewright retention run` at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from lti_tool.db import Base
from lti_tool.errors import InvalidInputError
from lti_tool.models import (
    AdminInvite,
    Allowance,
    Attempt,
    AuditEntry,
    Contact,
    Context,
    CourseActivity,
    Disagreement,
    Draft,
    DraftComment,
    DraftState,
    Exercise,
    ExerciseReport,
    Giving,
    LaunchSession,
    LineItem,
    OutsideEvidence,
    Practice,
    Refusal,
    RegistrationInvite,
    Score,
    ScoreState,
    SelfReport,
    SelfReportSum,
    Showing,
    Statement,
    Submission,
    TypedAnswer,
    WaitingAnswer,
    Worksheet,
)
from lti_tool.services.answer_sums import keep_sums
from lti_tool.services.audit import note_audit
from lti_tool.services.site_settings import keep_setting, read_setting

DAYS = "retention"
RAN = "retention_ran"
EVERY = timedelta(days=1)
MOST_DAYS = 36_500
SWEEPER = "sweeper"  # the actor of the daily run

Counts = dict[str, int]
Rule = Callable[[Session, datetime], Counts]


@dataclass(frozen=True, slots=True)
class Kept:
    """`days` after which rows go; 0 keeps them. `default` is what holds until an admin chooses."""

    name: str
    days: int
    default: int


def list_rules(session: Session) -> list[Kept]:
    chosen = read_setting(session, DAYS) or {}
    return [Kept(name, chosen.get(name, days), days) for name, (days, _) in RULES.items()]


def choose_days(session: Session, days: Mapping[str, str], actor: str) -> None:
    """By rule, as it was typed. Raises `InvalidInputError`, and changes nothing then."""
    chosen = {kept.name: kept.days for kept in list_rules(session)}
    for name, typed in days.items():
        text = typed.strip()
        usable = text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= MOST_DAYS
        if name not in RULES or not usable:
            raise InvalidInputError(
                "Give whole days from 0 (for good) to 36500 for %(name)s.", name=name[:32]
            )
        chosen[name] = int(text)
    keep_setting(session, DAYS, chosen)
    note_audit(session, actor, "retention.change", "retention", **chosen)


def run_retention(session: Session, now: datetime, actor: str) -> dict[str, Counts]:
    """Rows removed, by rule and table."""
    found = {}
    for kept in list_rules(session):
        counts = RULES[kept.name][1](session, now - timedelta(days=kept.days)) if kept.days else {}
        found[kept.name] = {table: count for table, count in sorted(counts.items()) if count}
    removed = {name: sum(counts.values()) for name, counts in found.items() if counts}
    if removed:
        note_audit(session, actor, "retention.run", "retention", **removed)
    keep_setting(session, RAN, {"at": now.isoformat()})
    session.flush()
    session.expire_all()
    return found


def is_due(session: Session, now: datetime) -> bool:
    """Whether a day has passed since the last run."""
    ran = read_setting(session, RAN)
    return ran is None or now - datetime.fromisoformat(ran["at"]) >= EVERY


def _remove(session: Session, kind: type[Base], which: ColumnElement[bool]) -> Counts:
    found = session.execute(delete(kind).where(which).execution_options(synchronize_session=False))
    return {kind.__tablename__: int(getattr(found, "rowcount", 0))}


def _visits(session: Session, before: datetime) -> Counts:
    return _remove(session, LaunchSession, LaunchSession.seen_at < before)


def _refusals(session: Session, before: datetime) -> Counts:
    return _remove(session, Refusal, Refusal.created_at < before)


def _invites(session: Session, before: datetime) -> Counts:
    """Since they expired."""
    admins = _remove(session, AdminInvite, AdminInvite.expires_at < before)
    return admins | _remove(session, RegistrationInvite, RegistrationInvite.expires_at < before)


def _audit(session: Session, before: datetime) -> Counts:
    return _remove(session, AuditEntry, AuditEntry.created_at < before)


def _drafts(session: Session, before: datetime) -> Counts:
    """Rejected and refused ones that no exercise was ever made of."""
    used = select(Exercise.draft_id).where(Exercise.draft_id.is_not(None))
    old = (
        Draft.state.in_((DraftState.REJECTED, DraftState.REFUSED))
        & (Draft.created_at < before)
        & Draft.id.not_in(used)
    )
    gone = list(session.scalars(select(Draft.id).where(old)))
    session.execute(update(Draft).where(Draft.regenerates_id.in_(gone)).values(regenerates_id=None))
    comments = _remove(session, DraftComment, DraftComment.draft_id.in_(gone))
    return comments | _remove(session, Draft, Draft.id.in_(gone))


def _typed(session: Session, before: datetime) -> Counts:
    """What nobody sent."""
    return _remove(session, TypedAnswer, TypedAnswer.typed_at < before)


def _statements(session: Session, before: datetime) -> Counts:
    """Of other tools, about people whom the platform never named."""
    waiting = Statement.person_id.is_(None) & (Statement.subject != "")
    return _remove(session, Statement, waiting & (Statement.created_at < before))


def _learning(session: Session, before: datetime) -> Counts:
    """What learners did in courses that ended: nobody opened or answered anything since.

    Sums of their answers stay with the exercises. A course with a score that waits is left until
    the score arrived.
    """
    counts: Counts = {}
    for context_id in _ended_courses(session, before):
        for table, count in _forget_learning(session, context_id).items():
            counts[table] = counts.get(table, 0) + count
    return counts


def _ended_courses(session: Session, before: datetime) -> list[str]:
    stirs: tuple[tuple[Any, Any], ...] = (
        (Attempt.context_id, Attempt.created_at),
        (LaunchSession.context_id, LaunchSession.seen_at),
        (OutsideEvidence.context_id, OutsideEvidence.seen_at),
    )
    alive = [select(course).where(moment >= before) for course, moment in stirs]
    waiting = (
        select(LineItem.context_id)
        .join(Score, Score.line_item_id == LineItem.id)
        .where(Score.state == ScoreState.WAITING)
    )
    unmarked = select(WaitingAnswer.context_id)
    query = select(Context.id).where(
        Context.created_at < before,
        Context.id.not_in(waiting),
        Context.id.not_in(unmarked),
    )
    for one in alive:
        query = query.where(Context.id.not_in(one))
    return list(session.scalars(query.order_by(Context.id)))


def _forget_learning(session: Session, context_id: str) -> Counts:
    practices = select(Practice.id).where(Practice.context_id == context_id)
    items = select(LineItem.id).where(LineItem.context_id == context_id)
    exercises = select(Exercise.id).where(Exercise.context_id == context_id)
    showings = select(Showing.id).where(Showing.practice_id.in_(practices))
    activities = select(CourseActivity.id).where(CourseActivity.context_id == context_id)
    keep_sums(session, Attempt.context_id == context_id)
    return (
        _remove(session, TypedAnswer, TypedAnswer.showing_id.in_(showings))
        | _remove(session, WaitingAnswer, WaitingAnswer.context_id == context_id)
        | _remove(session, Attempt, Attempt.context_id == context_id)
        | _remove(session, Showing, Showing.practice_id.in_(practices))
        | _remove(session, Giving, Giving.context_id == context_id)
        | _remove(session, Worksheet, Worksheet.context_id == context_id)
        | _remove(session, Disagreement, Disagreement.context_id == context_id)
        | _remove(session, SelfReport, SelfReport.context_id == context_id)
        | _remove(session, SelfReportSum, SelfReportSum.context_id == context_id)
        | _remove(session, Allowance, Allowance.practice_id.in_(practices))
        | _remove(session, OutsideEvidence, OutsideEvidence.context_id == context_id)
        | _remove(session, Submission, Submission.course_activity_id.in_(activities))
        | _remove(session, Contact, Contact.context_id == context_id)
        | _remove(session, Statement, Statement.context_id == context_id)
        | _remove(session, ExerciseReport, ExerciseReport.exercise_id.in_(exercises))
        | _remove(session, Score, Score.line_item_id.in_(items))
    )


RULES: dict[str, tuple[int, Rule]] = {
    "visits": (30, _visits),
    "refusals": (30, _refusals),
    "invites": (30, _invites),
    "typed": (30, _typed),
    "statements": (30, _statements),
    "drafts": (0, _drafts),
    "learning": (0, _learning),
    "audit": (0, _audit),
}

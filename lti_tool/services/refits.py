"""When the learner model of a registration is fitted anew: each night, or when asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from lti_tool.models import Attempt, Context, OutsideEvidence, Refit, Registration
from lti_tool.services.site_settings import keep_setting, read_setting

EVERY = timedelta(days=1)
LEASE = timedelta(minutes=30)  # that a fit may take; a dead one is begun again after it
MOST_TRIES = 3
INTERRUPTED = "interrupted"
POOLING = "pool_registrations"


def ask_for_refit(session: Session, registration_id: str, now: datetime) -> None:
    """The caller rings REFIT_MODEL after the commit."""
    row = _find(session, registration_id)
    row.asked_at = row.asked_at or now


def registrations_to_refit(session: Session, now: datetime) -> list[str]:
    """Asked for, or a day after the last one: the sweeper's work. Whether anything came since is
    looked up once, by `begin_refit`: the sweeper asks every few seconds."""
    never = Refit.id.is_(None) & (_has_any(Attempt) | _has_any(OutsideEvidence))
    begun = Refit.id.is_not(None) & Refit.ended_at.is_(None)
    due = never | begun | (Refit.ended_at < now - EVERY)
    free = Refit.begun_at.is_(None) | (Refit.begun_at < now - LEASE)
    query = (
        select(Registration.id)
        .outerjoin(Refit, Refit.registration_id == Registration.id)
        .where(Registration.active, free, Refit.asked_at.is_not(None) | due)
    )
    return list(session.scalars(query))


def begin_refit(session: Session, registration_id: str, now: datetime) -> bool:
    """False where nothing is due, where nothing came since the last one, where another worker is
    at it, or where it was interrupted too often: that is noted then."""
    if registration_id not in registrations_to_refit(session, now):
        return False
    row = _find(session, registration_id)
    if row.asked_at is None and not _came_since(session, registration_id, row.ended_at):
        row.ended_at = now
        return False
    row.tries += 1
    if row.tries > MOST_TRIES:
        end_refit(session, registration_id, INTERRUPTED, now)
        return False
    row.begun_at = now
    return True


def give_back_refit(session: Session, registration_id: str) -> None:
    """The worker was asked to stop: it is begun again as soon as there is another one."""
    row = _find(session, registration_id)
    row.begun_at, row.tries = None, max(row.tries - 1, 0)


def end_refit(session: Session, registration_id: str, note: str, now: datetime) -> None:
    """`note`: why there is no new model; empty where there is."""
    row = _find(session, registration_id)
    row.asked_at = row.begun_at = None
    row.ended_at, row.note, row.tries = now, note, 0


def read_refit(session: Session, registration_id: str) -> Refit | None:
    return session.scalar(select(Refit).where(Refit.registration_id == registration_id))


def may_pool(session: Session) -> bool:
    """Whether an admin allows that one registration's model learns from the others' evidence."""
    return bool((read_setting(session, POOLING) or {}).get("allowed"))


def allow_pooling(session: Session, allowed: bool) -> None:
    keep_setting(session, POOLING, {"allowed": True} if allowed else None)


def _has_any(kind: type[Attempt] | type[OutsideEvidence]) -> ColumnElement[bool]:
    return exists().where(Context.registration_id == Registration.id, kind.context_id == Context.id)


def _came_since(session: Session, registration_id: str, since: datetime | None) -> bool:
    """Any evidence at all, without a time."""
    for kind in (Attempt, OutsideEvidence):
        query = (
            select(kind.id)
            .join(Context, Context.id == kind.context_id)
            .where(Context.registration_id == registration_id)
            .limit(1)
        )
        if since is not None:
            query = query.where(kind.created_at > since)
        if session.scalar(query) is not None:
            return True
    return False


def _find(session: Session, registration_id: str) -> Refit:
    row = read_refit(session, registration_id)
    if row is None:
        row = Refit(registration_id=registration_id)
        session.add(row)
        session.flush()
    return row

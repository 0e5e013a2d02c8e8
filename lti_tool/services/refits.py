"""When the learner model of a registration is fitted anew: each night, or when asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.models import Attempt, Context, OutsideEvidence, Refit, Registration
from lti_tool.services.site_settings import keep_setting, read_setting

EVERY = timedelta(days=1)
LEASE = timedelta(minutes=30)  # that a fit may take; a dead one is begun again after it
MOST_TRIES = 3
INTERRUPTED = "interrupted"
POOLING = "pool_registrations"
LONG_AGO = datetime.min


def ask_for_refit(session: Session, registration_id: str, now: datetime) -> None:
    """The caller rings REFIT_MODEL after the commit."""
    row = _find(session, registration_id)
    row.asked_at = row.asked_at or now


def registrations_to_refit(session: Session, now: datetime) -> list[str]:
    """Asked for, or a day after the last one where something came since: the sweeper's work."""
    ended = func.coalesce(Refit.ended_at, Registration.created_at)
    due = (Refit.id.is_(None) | (Refit.ended_at.is_(None)) | (ended < now - EVERY)) & or_(
        _came_since(Attempt, ended), _came_since(OutsideEvidence, ended)
    )
    free = Refit.begun_at.is_(None) | (Refit.begun_at < now - LEASE)
    query = (
        select(Registration.id)
        .outerjoin(Refit, Refit.registration_id == Registration.id)
        .where(Registration.active, free, Refit.asked_at.is_not(None) | due)
    )
    return list(session.scalars(query))


def begin_refit(session: Session, registration_id: str, now: datetime) -> bool:
    """False where nothing is due, where another worker is at it, or where it was interrupted
    too often: that is noted then."""
    if registration_id not in registrations_to_refit(session, now):
        return False
    row = _find(session, registration_id)
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


def _came_since(kind: type[Attempt] | type[OutsideEvidence], since: object) -> ColumnElement[bool]:
    return exists().where(
        Context.registration_id == Registration.id,
        kind.context_id == Context.id,
        kind.created_at > since,
    )


def _find(session: Session, registration_id: str) -> Refit:
    row = read_refit(session, registration_id)
    if row is None:
        row = Refit(registration_id=registration_id)
        session.add(row)
        session.flush()
    return row

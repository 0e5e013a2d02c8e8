"""Signs of life of worker processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.models import WorkerBeat
from lti_tool.services.rows import find_or_add

SILENT_AFTER = timedelta(minutes=2)  # no longer taken to be alive
FORGET_AFTER = timedelta(days=1)


def record_beat(session: Session, name: str, queue: str, model: str, now: datetime) -> None:
    """`name` tells processes apart; `model` is what it has loaded, "" for none."""
    beat = find_or_add(session, WorkerBeat, {"queue": queue, "seen_at": now}, name=name)
    beat.seen_at, beat.model = now, model


def remove_beat(session: Session, name: str) -> None:
    session.execute(delete(WorkerBeat).where(WorkerBeat.name == name))


def forget_old_beats(session: Session, now: datetime) -> None:
    session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - FORGET_AFTER))

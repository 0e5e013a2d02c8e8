"""Signs of life of worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.models import WorkerBeat
from lti_tool.services.rows import find_or_add

BEAT_SECONDS = 10.0
SILENT_AFTER = timedelta(minutes=2)  # no longer taken to be alive
FORGET_AFTER = timedelta(days=1)


def record_beat(
    session: Session, name: str, queue: str, model: str, installed: Sequence[str], now: datetime
) -> None:
    """`name` tells processes apart; `model` is what it has loaded, "" for none, `installed` what it
    could load."""
    beat = find_or_add(session, WorkerBeat, {"queue": queue, "seen_at": now}, name=name)
    beat.seen_at, beat.model, beat.installed = now, model, list(installed)


def remove_beat(session: Session, name: str) -> None:
    session.execute(delete(WorkerBeat).where(WorkerBeat.name == name))


def forget_old_beats(session: Session, now: datetime) -> None:
    session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - FORGET_AFTER))

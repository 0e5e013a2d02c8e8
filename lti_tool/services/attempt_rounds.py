"""Rounds of reading quiz attempts: which are still to be read survives whatever ends a worker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Context, OutsideEvidence

NONE_SHOWN = "ws_attempts_hidden"


@dataclass(frozen=True, slots=True)
class Round:
    """What the platform said had changed since `since` and is `waiting` to be read."""

    since: datetime | None
    waiting: tuple[str, ...]


def read_round(session: Session, context_id: str) -> Round:
    context = session.get_one(Context, context_id)
    return Round(context.attempts_since, tuple(context.attempts_waiting))


def contexts_with_attempts(session: Session) -> list[str]:
    """Courses whose round has begun and not ended: the sweeper's work."""
    query = select(Context.id).where(Context.attempts_begun.is_not(None))
    return list(session.scalars(query))


def begin_round(
    session: Session, context_id: str, attempts: Sequence[str], begun: datetime
) -> None:
    """`begun` is when the platform was asked: what changes from then on is for the next round.

    A first round that finds nothing is none: Moodle hides attempts without a word from an account
    that may not see them, and they must not be taken for read once it may.
    """
    context = _lock(session, context_id)
    context.attempts_waiting, context.attempts_total = list(attempts), len(attempts)
    context.attempts_note = ""
    if attempts or context.attempts_since:
        context.attempts_begun = begun
        _end_if_done(context)
    elif _has_quiz_grades(session, context_id):
        context.attempts_note = NONE_SHOWN


def go_on(session: Session, context_id: str, done: Collection[str]) -> None:
    """These are read; the round ends with the last one."""
    context = _lock(session, context_id)
    context.attempts_waiting = [one for one in context.attempts_waiting if one not in done]
    _end_if_done(context)


def break_off(session: Session, context_id: str, code: str) -> None:
    """The next sync asks again for all that changed since the last whole round."""
    context = _lock(session, context_id)
    context.attempts_waiting, context.attempts_begun = [], None
    context.attempts_note = code


def _has_quiz_grades(session: Session, context_id: str) -> bool:
    query = select(OutsideEvidence.id).where(
        OutsideEvidence.context_id == context_id, OutsideEvidence.activity.startswith("quiz:")
    )
    return session.scalar(query.limit(1)) is not None


def _lock(session: Session, context_id: str) -> Context:
    return session.get_one(Context, context_id, with_for_update=True)


def _end_if_done(context: Context) -> None:
    if not context.attempts_waiting and context.attempts_begun is not None:
        context.attempts_since, context.attempts_begun = context.attempts_begun, None

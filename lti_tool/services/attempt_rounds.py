"""Rounds of reading quiz attempts: which are still to be read survives whatever ends a worker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.types import Source
from lti_tool.models import Context, OutsideEvidence
from lti_tool.services.roster import count_people

NONE_SHOWN = "ws_attempts_hidden"


@dataclass(frozen=True, slots=True)
class Round:
    """What the platform said had changed since `since` and is `waiting` to be read.

    `newcomers`: of people who were not known then, older attempts are to be read as well; `known`
    are the attempts that need not be.
    """

    since: datetime | None
    waiting: tuple[str, ...]
    newcomers: bool
    known: frozenset[str]


def read_round(session: Session, context_id: str) -> Round:
    context = session.get_one(Context, context_id)
    newcomers = count_people(session, context_id) > context.attempts_people
    known = select(OutsideEvidence.occasion).where(
        OutsideEvidence.context_id == context_id,
        OutsideEvidence.source == Source.QUIZ_ATTEMPT.value,
    )
    return Round(
        context.attempts_since,
        tuple(context.attempts_waiting),
        newcomers and context.attempts_since is not None,
        frozenset(session.scalars(known.distinct())) if newcomers else frozenset(),
    )


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
    context.attempts_people = count_people(session, context_id)
    if attempts or context.attempts_since:
        context.attempts_begun = begun
        _end_if_done(context)
    elif _has_quiz_grades(session, context_id):
        context.attempts_note = NONE_SHOWN


def go_on(session: Session, context_id: str, done: Collection[str]) -> int:
    """These are read; the round ends with the last one. How many are left: none either where
    somebody stopped the round."""
    context = _lock(session, context_id)
    context.attempts_waiting = [one for one in context.attempts_waiting if one not in done]
    _end_if_done(context)
    return len(context.attempts_waiting)


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

"""What became of the scores of a course, for its instructors."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Breaker, LineItem, Person, Practice, Score, ScoreState

MOST_ROWS = 500
ORDER = (
    ScoreState.PARKED,
    ScoreState.LOCKED,
    ScoreState.OVERRIDDEN,
    ScoreState.WAITING,
    ScoreState.CONFIRMED,
)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """`practice` is None where it was deleted."""

    score: Score
    person: Person
    practice: Practice | None


def count_states(session: Session, context_id: str) -> dict[ScoreState, int]:
    """Every state, in the order in which an instructor needs to know of them."""
    query = (
        select(Score.state, func.count(Score.id).label("number"))
        .join(LineItem, LineItem.id == Score.line_item_id)
        .where(LineItem.context_id == context_id)
        .group_by(Score.state)
    )
    found = Counter({row.state: row.number for row in session.execute(query)})
    return {state: found[state] for state in ORDER}


def list_rows(session: Session, context_id: str, state: ScoreState | None = None) -> list[ScoreRow]:
    """The first `MOST_ROWS`, what needs a person first."""
    query = _rows(context_id)
    if state is not None:
        query = query.where(Score.state == state)
    rank = case({member.value: place for place, member in enumerate(ORDER)}, value=Score.state)
    found = session.execute(
        query.order_by(rank, Person.name == "", Person.name, Person.subject).limit(MOST_ROWS)
    )
    return [ScoreRow(score, person, practice) for score, person, practice in found]


def _rows(context_id: str) -> Select[Score, Person, Practice]:
    return (
        select(Score, Person, Practice)
        .join(LineItem, LineItem.id == Score.line_item_id)
        .join(Person, Person.id == Score.person_id)
        .outerjoin(Practice, Practice.id == Score.practice_id)
        .where(LineItem.context_id == context_id)
    )


def paused_until(session: Session, registration_id: str, now: datetime) -> datetime | None:
    """When the platform is tried again after failing repeatedly; None while it answers."""
    query = select(Breaker.open_until).where(
        Breaker.registration_id == registration_id, Breaker.open_until > now
    )
    return session.scalar(query)

"""Which scores a change would move: it is tried in a savepoint and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.models import Person, Practice
from lti_tool.services.standings import read_standing


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """Both scores are of 100."""

    person: Person
    practice: Practice
    before: float
    after: float


Standings = Sequence[tuple[str, str]]  # practice id, person id


def preview_scores(
    session: Session, standings: Standings, change: Callable[[], object], now: datetime
) -> list[ScoreMove]:
    """The scores that would change, losses first. `session` must be one that may write."""
    before = _read_points(session, standings, now)
    savepoint = session.begin_nested()
    try:
        change()
        session.flush()
        after = _read_points(session, standings, now)
    finally:
        savepoint.rollback()
    moves = [
        ScoreMove(session.get_one(Person, person), session.get_one(Practice, practice), old, new)
        for (practice, person), old, new in zip(standings, before, after, strict=True)
        if old != new
    ]
    return sorted(moves, key=lambda move: (move.after - move.before, move.person.name))


def _read_points(session: Session, standings: Standings, now: datetime) -> list[float]:
    return [
        read_standing(session, session.get_one(Practice, practice), person, now).given
        for practice, person in standings
    ]

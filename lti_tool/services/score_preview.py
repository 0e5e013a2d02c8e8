"""Which scores a regrade would move: the regrade is tried in a savepoint and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.models import Person, Practice
from lti_tool.services.regrades import Regrading, set_grades
from lti_tool.services.standings import read_standing


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """Both scores are of 100."""

    person: Person
    practice: Practice
    before: float
    after: float


def preview_scores(session: Session, regrading: Regrading, now: datetime) -> list[ScoreMove]:
    """The scores that would change, losses first. `session` must be one that may write."""
    before = _read_points(session, regrading, now)
    savepoint = session.begin_nested()
    set_grades(regrading)
    session.flush()
    after = _read_points(session, regrading, now)
    savepoint.rollback()
    moves = [
        ScoreMove(session.get_one(Person, person), session.get_one(Practice, practice), old, new)
        for (practice, person), old, new in zip(regrading.standings, before, after, strict=True)
        if old != new
    ]
    return sorted(moves, key=lambda move: (move.after - move.before, move.person.name))


def _read_points(session: Session, regrading: Regrading, now: datetime) -> list[float]:
    return [
        read_standing(session, session.get_one(Practice, practice), person, now).given
        for practice, person in regrading.standings
    ]

"""How sure a learner was, beside what came of it: told to them alone, and no part of any figure.

`Attempt.confidence` is the learner's own word on an answer; neither a profile nor a score reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, func, select
from sqlalchemy.orm import Session

from lti_tool.models import Attempt, Membership, Person


@dataclass(frozen=True, slots=True)
class LevelTally:
    """Of first tries at one level of confidence (its share in [0, 1])."""

    level: float
    right: int
    of: int


def tally_confidence(
    session: Session, context_id: str, person_id: str, levels: Sequence[float]
) -> tuple[LevelTally, ...]:
    """One of each level, in the order given."""
    query = (
        select(Attempt.confidence, func.sum(Attempt.correct.cast(Integer)), func.count())
        .where(
            Attempt.context_id == context_id,
            Attempt.person_id == person_id,
            Attempt.number == 1,
            Attempt.confidence.is_not(None),
        )
        .group_by(Attempt.confidence)
    )
    found = {level: (right, of) for level, right, of in session.execute(query)}
    return tuple(LevelTally(level, *found.get(level, (0, 0))) for level in levels)


def asks_confidence(person: Person, membership: Membership) -> bool:
    """The choice for this course, else the one made before courses had their own."""
    off = membership.confidence_off
    return not (person.confidence_off if off is None else off)

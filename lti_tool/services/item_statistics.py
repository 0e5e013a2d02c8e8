"""How the exercises of a course behave, from first tries; and how many learners met them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.items import ItemAnswer, ItemFlag, ItemStatistics, describe_items
from lti_tool.models import Attempt, Exercise, Showing


@dataclass(frozen=True, slots=True)
class ItemReport:
    """`shown`: to how many learners; `statistics` None where none of them has answered."""

    shown: int
    statistics: ItemStatistics | None

    @property
    def flags(self) -> tuple[ItemFlag, ...]:
        return self.statistics.flags if self.statistics else ()


def read_reports(
    session: Session, context_id: str, people: Collection[str] | None = None
) -> dict[str, ItemReport]:
    """By exercise id; exercises that nobody met are left out. `people` narrows to those ids."""
    tries = _read_first_tries(session, context_id)
    found = describe_items(one for one in tries if people is None or one.learner in people)
    shown = _count_learners(session, context_id, people)
    return {
        exercise_id: ItemReport(shown.get(exercise_id, 0), found.get(exercise_id))
        for exercise_id in shown.keys() | found.keys()
    }


def _read_first_tries(session: Session, context_id: str) -> list[ItemAnswer]:
    """A learner may meet an exercise again: the first time counts."""
    query = (
        select(Attempt.exercise_id, Attempt.person_id, Attempt.fraction, Attempt.seconds)
        .where(Attempt.context_id == context_id, Attempt.number == 1)
        .order_by(Attempt.created_at.desc())
    )
    first = {(row.exercise_id, row.person_id): row for row in session.execute(query)}
    return [ItemAnswer(*key, row.fraction, row.seconds) for key, row in first.items()]


def _count_learners(
    session: Session, context_id: str, people: Collection[str] | None
) -> Counter[str]:
    shown = (
        select(Attempt.exercise_id, Attempt.person_id)
        .where(Attempt.context_id == context_id)
        .union(
            select(Showing.exercise_id, Showing.person_id)
            .join(Exercise, Exercise.id == Showing.exercise_id)
            .where(Exercise.context_id == context_id)
        )
    )
    return Counter(
        exercise
        for exercise, person in session.execute(shown)
        if people is None or person in people
    )

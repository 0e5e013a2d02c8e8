"""What a practice may show a learner: published exercises, less what that learner is done with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from analytics.types import Choice
from lti_tool.models import (
    IS_CURRENT,
    Attempt,
    Exercise,
    ExerciseVersion,
    Practice,
    Showing,
    WaitingAnswer,
)
from lti_tool.services.exercises import list_published
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.score_policy import MOST_VARIANTS

Counts = defaultdict[str, Counter[str]]  # by person and exercise


@dataclass(frozen=True, slots=True)
class Past:
    """What a learner did with a practice's exercises, by id: handed in and not marked yet; shown,
    or answered rightly, as often as can count."""

    waiting: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The published exercises of a practice, and how many showings of each can count."""

    exercises: Sequence[Exercise]
    limits: Mapping[str, int]

    def offer(self, past: Past) -> list[Exercise]:
        """What can still count first, and only else what was right already. An open answer that
        waits for its marks is not asked for again."""
        free = [one for one in self.exercises if one.id not in past.waiting]
        return [one for one in free if one.id not in past.done] or free


def read_shelf(session: Session, practice: Practice, skill_ids: Collection[str]) -> Shelf:
    exercises = list_practice_exercises(session, practice, skill_ids)
    return Shelf(exercises, _count_limits(session, exercises))


def read_pasts(
    session: Session, practice: Practice, shelf: Shelf, people: Collection[str]
) -> dict[str, Past]:
    """Of those among these people who did anything in the practice, in three queries however many
    they are."""
    over, right = _count_over(session, practice, people), Counts(Counter)
    own = _list_own(practice, people)
    correct = select(Showing.person_id, Showing.exercise_id).join(
        Attempt, Attempt.showing_id == Showing.id
    )
    for person, exercise in session.execute(correct.where(*own, Attempt.correct)):
        right[person][exercise] += 1
    waiting = defaultdict[str, set[str]](set)
    handed_in = select(WaitingAnswer.person_id, WaitingAnswer.exercise_id).where(
        WaitingAnswer.practice_id == practice.id, WaitingAnswer.person_id.in_(people)
    )
    for person, exercise in session.execute(handed_in):
        waiting[person].add(exercise)
    return {
        person: Past(
            frozenset(waiting[person]),
            _reach(over[person], shelf.limits),
            _reach(right[person], shelf.limits),
        )
        for person in {*over, *right, *waiting}
    }


def list_choices(
    session: Session, practice: Practice, person_id: str, skill_ids: Collection[str]
) -> list[Choice]:
    shelf = read_shelf(session, practice, skill_ids)
    past = read_pasts(session, practice, shelf, [person_id]).get(person_id, Past())
    return [
        Choice(item.id, (item.skill_id,), item.difficulty, answered=item.id in past.seen)
        for item in shelf.offer(past)
    ]


def count_unseen(
    session: Session, practice: Practice, person_id: str, skill_ids: Collection[str]
) -> int:
    """How many exercises, and fresh variants of them, the person has not been shown yet."""
    limits = read_shelf(session, practice, skill_ids).limits
    shown = _count_over(session, practice, [person_id])[person_id]
    return sum(max(0, limit - shown[exercise]) for exercise, limit in limits.items())


def list_practice_exercises(
    session: Session, practice: Practice, skill_ids: Collection[str]
) -> list[Exercise]:
    """Published, of these skills and of the practice's language."""
    if not skill_ids:
        return []
    return [
        exercise
        for exercise in list_published(session, practice.context_id, skill_ids)
        if not practice.language or exercise.language == practice.language
    ]


@dataclass(frozen=True, slots=True)
class Stock:
    """What a practice has: published exercises, and how many right answers they can yield."""

    exercises: int
    countable: int


def read_stock(session: Session, practice: Practice) -> Stock:
    skill_ids = [skill.id for skill in list_practice_skills(session, practice)]
    shelf = read_shelf(session, practice, skill_ids)
    return Stock(len(shelf.exercises), sum(shelf.limits.values()))


def _count_limits(session: Session, exercises: Sequence[Exercise]) -> dict[str, int]:
    query = (
        select(ExerciseVersion.exercise_id, ExerciseVersion.family)
        .join(Exercise, IS_CURRENT)
        .where(Exercise.id.in_([exercise.id for exercise in exercises]))
    )
    return {exercise: MOST_VARIANTS if family else 1 for exercise, family in session.execute(query)}


def _list_own(practice: Practice, people: Collection[str]) -> list[ColumnElement[bool]]:
    return [Showing.practice_id == practice.id, Showing.person_id.in_(people)]


def _count_over(session: Session, practice: Practice, people: Collection[str]) -> Counts:
    """The showings that are over."""
    query = select(Showing.person_id, Showing.exercise_id).where(
        *_list_own(practice, people), Showing.closed_at.is_not(None)
    )
    found = Counts(Counter)
    for person, exercise in session.execute(query):
        found[person][exercise] += 1
    return found


def _reach(counts: Counter[str], limits: Mapping[str, int]) -> frozenset[str]:
    return frozenset(one for one, count in counts.items() if count >= limits.get(one, count + 1))

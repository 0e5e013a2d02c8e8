"""What a class answered, newest first, with what was wrong about each answer.

A page is given within a second, whatever the size of the class, so the count is bounded. To find
what is wrong about an answer with fresh numbers its variant is drawn again, which costs up to a
hundred times as much as looking an option up; those have a bound of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from analytics.misconceptions import Seen
from generators.exercise.content import Content, read_content
from generators.exercise.draw import VariantDrawer
from generators.exercise.errors import GivenError, find_errors, find_factor
from generators.exercise.family import Family
from generators.exercise.folding import fold_text
from lti_tool.models import Attempt, Exercise, ExerciseVersion, Showing

TextAt = tuple[str, int]  # an exercise and a version of it
MOST_ANSWERS = 20_000
BATCH = 1_000
MOST_DRAWN = 500  # wrong answers with fresh numbers


@dataclass(frozen=True, slots=True)
class ClassAnswer:
    """`seen.errors` are keys; `given` the same errors with their words."""

    skill_id: str
    seen: Seen
    given: tuple[GivenError, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """Which answers are counted: `first_only` the first of each person to each exercise, those to
    one skill where it is named, those of `people`."""

    people: Collection[str]
    first_only: bool
    skill_id: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back is counted, None for back to the first: all answers; those with fresh
    numbers."""

    since: datetime | None = None
    drawn_since: datetime | None = None


class ClassAnswers:
    """`reach` is known once all were read."""

    def __init__(self, session: Session, context_id: str, bound: Bound) -> None:
        self._session, self._context_id, self._bound = session, context_id, bound
        self.texts = Texts(session, context_id)
        self.reach = Reach()

    def read(self) -> Iterator[ClassAnswer]:
        """Newest first. Where answers with fresh numbers are cut, right ones are cut alike: the
        shares stay true."""
        counted = drawn = 0
        oldest = oldest_drawn = None
        query = _choose_answers(self._context_id, self._bound)
        for row in self._session.execute(query.execution_options(yield_per=BATCH)):
            if row.person_id not in self._bound.people:
                continue
            if counted == MOST_ANSWERS:
                self.reach = replace(self.reach, since=oldest)
                return
            is_drawn = self.texts.is_family((row.exercise_id, row.version))
            if is_drawn and drawn == MOST_DRAWN:
                self.reach = Reach(drawn_since=oldest_drawn)
                continue
            counted, oldest = counted + 1, row.created_at
            if is_drawn:
                drawn, oldest_drawn = drawn + (not row.correct), oldest
            yield self._describe(row)

    def _describe(self, row: Row[Any]) -> ClassAnswer:
        given = () if row.correct else self.texts.find(row)
        keys = frozenset(key_error(row.exercise_id, error) for error in given)
        return ClassAnswer(
            row.skill_id, Seen(row.person_id, row.exercise_id, row.created_at, keys), given
        )


def key_error(exercise: str, error: GivenError) -> str:
    """One misconception is one error, in whichever exercise; another wrong answer is its own."""
    if error.misconception:
        return f"m|{fold_text(error.misconception)}"
    return f"{exercise}|{error.key}"


def _choose_answers(context_id: str, bound: Bound) -> Select[Any]:
    query = (
        select(
            Exercise.skill_id, Attempt.person_id, Attempt.exercise_id, Attempt.created_at,
            Attempt.correct, Attempt.version, Showing.seed, Attempt.answer,
        )
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .join(Showing, Showing.id == Attempt.showing_id)
        .where(Attempt.context_id == context_id)
        .order_by(Attempt.created_at.desc(), Attempt.id)
    )  # fmt: skip
    if bound.skill_id:
        query = query.where(Exercise.skill_id == bound.skill_id)
    return query.where(Attempt.id.in_(_find_first(context_id))) if bound.first_only else query


def _find_first(context_id: str) -> Select[tuple[str]]:
    place = func.row_number().over(
        partition_by=(Attempt.person_id, Attempt.exercise_id),
        order_by=(Attempt.created_at, Attempt.number, Attempt.id),
    )
    placed = select(Attempt.id, place.label("place")).where(Attempt.context_id == context_id)
    rows = placed.subquery()
    return select(rows.c.id).where(rows.c.place == 1)


class Texts:
    """Texts by exercise and version, and what is wrong about an answer: each read once, where it
    is asked for."""

    def __init__(self, session: Session, context_id: str) -> None:
        query = (
            select(
                ExerciseVersion.exercise_id, ExerciseVersion.number,
                ExerciseVersion.content, ExerciseVersion.family,
            )
            .join(Exercise, Exercise.id == ExerciseVersion.exercise_id)
            .where(Exercise.context_id == context_id)
            .order_by(ExerciseVersion.number)
        )  # fmt: skip
        rows = session.execute(query).all()
        self._rows = {(row.exercise_id, row.number): row for row in rows}
        self._last = {row.exercise_id: row.number for row in rows}
        self._contents: dict[TextAt, Content] = {}
        self._drawers: dict[TextAt, VariantDrawer] = {}
        self._found: dict[tuple[str, int, int, str], tuple[GivenError, ...]] = {}

    def is_family(self, place: TextAt) -> bool:
        row = self._rows.get(place)
        return row is not None and bool(row.family)

    def read_newest(self, exercise: str) -> Content:
        return self._read((exercise, self._last[exercise]))

    def find(self, row: Row[Any]) -> tuple[GivenError, ...]:
        """Nothing where the version is gone."""
        place = (row.exercise_id, row.version)
        if place not in self._rows:
            return ()
        drawn = self.is_family(place)
        key = (*place, row.seed if drawn else 0, repr(row.answer))
        if key not in self._found:
            self._found[key] = tuple(
                find_factor(self._drawer(place).draw(row.seed), row.answer)
                if drawn
                else find_errors(self._read(place), row.answer)
            )
        return self._found[key]

    def _read(self, place: TextAt) -> Content:
        if place not in self._contents:
            self._contents[place] = read_content(self._rows[place].content)
        return self._contents[place]

    def _drawer(self, place: TextAt) -> VariantDrawer:
        if place not in self._drawers:
            family = Family.model_validate(self._rows[place].family)
            self._drawers[place] = VariantDrawer(family)
        return self._drawers[place]

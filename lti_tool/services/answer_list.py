"""The open answers of a course in the order in which they are marked, narrowed and page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from generators.exercise.content import Content, Kind, read_content
from lti_tool.models import Attempt, Exercise, ExerciseVersion, Skill, WaitingAnswer
from lti_tool.services.written_answers import find_written, join_texts

PAGE = 50
Query = TypeVar("Query", bound=Select[Any])


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Ids, empty where nothing is narrowed."""

    exercise: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """`points` of `most`, where an instructor has given some."""

    id: str
    stem: str
    text: str
    handed_in: datetime
    points: int | None = None
    most: int = 0


@dataclass(frozen=True, slots=True)
class WaitingExercise:
    """An exercise with answers that wait, and how many."""

    id: str
    stem: str
    skill: str
    skill_name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is marked before a paper and after it, by id; after the last one comes the first."""

    before: str | None = None
    after: str | None = None
    place: int = 0
    count: int = 0


def count_waiting(session: Session, context_id: str, wanted: AnswerFilter | None = None) -> int:
    query = select(func.count()).select_from(WaitingAnswer)
    return session.scalar(_narrow(query, context_id, wanted or AnswerFilter())) or 0


def list_waiting_exercises(session: Session, context_id: str) -> list[WaitingExercise]:
    """By skill; those with the most answers of a skill first."""
    count = func.count(WaitingAnswer.id)
    query = (
        select(Exercise.id, ExerciseVersion.content, Skill.id, Skill.name, count)
        .join(Exercise, Exercise.id == WaitingAnswer.exercise_id)
        .join(Skill, Skill.id == Exercise.skill_id)
        .join(ExerciseVersion, _is_version(Exercise.id, Exercise.version))
        .where(WaitingAnswer.context_id == context_id)
        .group_by(Exercise.id, ExerciseVersion.id, Skill.id)
    )
    found = [
        WaitingExercise(exercise, content["stem"], skill, name, waiting)
        for exercise, content, skill, name, waiting in session.execute(query)
    ]
    return sorted(found, key=lambda one: (one.skill_name, one.skill, -one.waiting, one.id))


def list_waiting(
    session: Session, context_id: str, wanted: AnswerFilter, page: int
) -> list[AnswerLine]:
    """`PAGE` of them; `page` counts from 1."""
    query = (
        select(
            WaitingAnswer.id, WaitingAnswer.text, WaitingAnswer.created_at, ExerciseVersion.content
        )
        .join(ExerciseVersion, _is_version(WaitingAnswer.exercise_id, WaitingAnswer.version))
        .order_by(*_turn())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [
        AnswerLine(own, content["stem"], text, time)
        for own, text, time, content in session.execute(_narrow(query, context_id, wanted))
    ]


def list_marked(session: Session, context_id: str, most: int) -> list[AnswerLine]:
    """The newest first."""
    marked = _list_marked_cases(session, context_id)
    query = (
        select(Attempt.id, Attempt.answer, Attempt.created_at, ExerciseVersion)
        .join(Exercise, Exercise.id == Attempt.exercise_id)
        .join(ExerciseVersion, _is_version(Attempt.exercise_id, Attempt.version))
        .where(
            Attempt.context_id == context_id,
            or_(Exercise.kind == Kind.OPEN_ANSWER, ExerciseVersion.id.in_(marked)),
        )
        .order_by(Attempt.created_at.desc())
        .limit(most)
    )
    rows = session.execute(query).all()
    contents = {version.id: version.content for *_, version in rows}
    read = {own: read_content(content) for own, content in contents.items()}
    return [_describe_marked(own, read[v.id], answer, time) for own, answer, time, v in rows]


def _list_marked_cases(session: Session, context_id: str) -> list[str]:
    """The ids of versions with an open question. They are few, while a course's attempts at cases
    that nobody marks are many."""
    query = (
        select(ExerciseVersion.id, ExerciseVersion.content)
        .join(Exercise, Exercise.id == ExerciseVersion.exercise_id)
        .where(Exercise.context_id == context_id, Exercise.kind == Kind.CASE_STUDY)
    )
    return [own for own, content in session.execute(query) if _has_open(content)]


def _has_open(content: dict[str, Any]) -> bool:
    return any(part["content"]["kind"] == Kind.OPEN_ANSWER for part in content.get("parts", ()))


def _describe_marked(
    own: str, content: Content, answer: dict[str, Any], time: datetime
) -> AnswerLine:
    written = find_written(content, answer)
    points = sum(sum(one.points) for one in written)
    most = sum(one.content.most_points for one in written)
    return AnswerLine(own, content.stem, join_texts(written), time, points, most)


def find_first(session: Session, context_id: str, wanted: AnswerFilter) -> str | None:
    query = select(WaitingAnswer.id).order_by(*_turn()).limit(1)
    return session.scalar(_narrow(query, context_id, wanted))


def find_neighbours(
    session: Session, context_id: str, wanted: AnswerFilter, paper_id: str
) -> Neighbours:
    """Of one that is marked already only the first that waits is known."""
    query = select(WaitingAnswer.id).order_by(*_turn())
    ids = list(session.scalars(_narrow(query, context_id, wanted)))
    if paper_id not in ids:
        return Neighbours(after=ids[0] if ids else None, count=len(ids))
    if len(ids) == 1:
        return Neighbours(place=1, count=1)
    around = dict(pairwise([*ids, ids[0]]))
    before = {after: one for one, after in around.items()}
    return Neighbours(before[paper_id], around[paper_id], ids.index(paper_id) + 1, len(ids))


def _turn() -> tuple[Any, ...]:
    """Exercise by exercise, so that one rubric is kept in mind; the longest waiting first."""
    first = func.min(WaitingAnswer.created_at).over(partition_by=WaitingAnswer.exercise_id)
    return (first, WaitingAnswer.exercise_id, WaitingAnswer.created_at, WaitingAnswer.id)


def _narrow(query: Query, context_id: str, wanted: AnswerFilter) -> Query:
    query = query.where(WaitingAnswer.context_id == context_id)
    if wanted.exercise:
        query = query.where(WaitingAnswer.exercise_id == wanted.exercise)
    if wanted.skill:
        own = select(Exercise.id).where(Exercise.skill_id == wanted.skill)
        query = query.where(WaitingAnswer.exercise_id.in_(own))
    return query


def _is_version(exercise: Any, number: Any) -> ColumnElement[bool]:
    return and_(ExerciseVersion.exercise_id == exercise, ExerciseVersion.number == number)

"""How the exercises of a course do, as a table; withdraw several, and undo that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.items import ItemFlag
from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.models import IS_CURRENT, Exercise, ExerciseState, ExerciseVersion
from lti_tool.services.class_people import list_learners
from lti_tool.services.exercises import find_exercise, restore_exercise, withdraw_exercise
from lti_tool.services.item_statistics import ItemReport, read_reports

MOST = 200  # exercises changed at once
SORTS = ("", "p", "discrimination", "answers", "seconds")


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Empty fields do not narrow. `flag` is an ItemFlag, or "any"."""

    group: str = ""
    skill: str = ""
    flag: str = ""
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    exercise: Exercise
    stem: str
    report: ItemReport

    @property
    def published(self) -> bool:
        return self.exercise.state is ExerciseState.PUBLISHED

    @property
    def flags(self) -> tuple[ItemFlag, ...]:
        return self.report.flags


def list_items(session: Session, context_id: str, wanted: ItemFilter) -> list[ItemRow]:
    """Exercises that learners have met; flagged and published ones first unless sorted. Raises
    `NotFoundError` for a group that the course does not have."""
    people = None
    if wanted.group:
        people = {person.id for person in list_learners(session, context_id, wanted.group)}
    reports = read_reports(session, context_id, people)
    query = (
        select(Exercise, ExerciseVersion.content)
        .join(ExerciseVersion, IS_CURRENT)
        .where(Exercise.context_id == context_id)
        .order_by(Exercise.created_at, Exercise.id)
    )
    if wanted.skill:
        query = query.where(Exercise.skill_id == wanted.skill)
    rows = [
        ItemRow(exercise, str(content.get("stem", "")), reports[exercise.id])
        for exercise, content in session.execute(query).tuples()
        if exercise.id in reports and _has_flag(reports[exercise.id], wanted.flag)
    ]
    return _sort(rows, wanted)


def _has_flag(report: ItemReport, flag: str) -> bool:
    return not flag or (bool(report.flags) if flag == "any" else flag in report.flags)


def _sort(rows: list[ItemRow], wanted: ItemFilter) -> list[ItemRow]:
    """What has no such figure comes last in either direction."""
    turn = -1 if wanted.descending else 1
    if wanted.sort not in SORTS[1:]:
        return sorted(rows, key=lambda row: (not row.published, not row.flags))

    def place(row: ItemRow) -> tuple[bool, float]:
        figure = _read_figure(row.report, wanted.sort)
        return figure is None, turn * (figure or 0.0)

    return sorted(rows, key=place)


def _read_figure(report: ItemReport, sort: str) -> float | None:
    found = report.statistics
    if found is None:
        return None
    match sort:
        case "p":
            return found.p_value
        case "discrimination":
            return found.discrimination
        case "answers":
            return found.answers
        case _:
            return found.seconds


def withdraw_all(
    session: Session, context_id: str, exercise_ids: Collection[str], person_id: str
) -> list[Exercise]:
    """Those that were published; the others stay as they are."""
    found = _find_all(session, context_id, exercise_ids)
    published = [row for row in found if row.state is ExerciseState.PUBLISHED]
    if not published:
        raise ConflictError("These exercises are withdrawn already.")
    return [withdraw_exercise(session, context_id, row.id, person_id) for row in published]


def restore_all(
    session: Session, context_id: str, exercise_ids: Collection[str], person_id: str
) -> list[Exercise]:
    found = _find_all(session, context_id, exercise_ids)
    withdrawn = [row for row in found if row.state is ExerciseState.WITHDRAWN]
    return [restore_exercise(session, context_id, row.id, person_id) for row in withdrawn]


def _find_all(session: Session, context_id: str, exercise_ids: Iterable[str]) -> list[Exercise]:
    """In one order, so that two instructors do not wait for each other."""
    ids = sorted(set(exercise_ids))
    if not 0 < len(ids) <= MOST:
        raise InvalidInputError("Tick at least one exercise, and at most %(most)s.", most=MOST)
    return [find_exercise(session, context_id, one, lock=True) for one in ids]

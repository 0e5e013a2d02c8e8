"""The course's exercises as an instructor looks them up: by words, marks and figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, Integer, cast, func, select
from sqlalchemy.orm import Session

from analytics.items import ItemFlag
from generators.exercise.folding import fold_text
from lti_tool.errors import NotFoundError
from lti_tool.models import (
    IS_CURRENT,
    Attempt,
    Exercise,
    ExerciseReport,
    ExerciseState,
    ExerciseTally,
    ExerciseVersion,
    Person,
)
from lti_tool.services.item_statistics import read_reports

PAGE = 50


@dataclass(frozen=True, slots=True)
class BankFilter:
    """Empty fields do not narrow. `mark` is "", "reported", "stale" or "odd" (by its figures);
    pages count from 1."""

    words: str = ""
    skill: str = ""
    kind: str = ""
    state: ExerciseState | None = None
    mark: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """`right` is the share of answers that are, `seconds` their mean time; None without any."""

    answers: int = 0
    right: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class BankRow:
    """An exercise with its current version and how many reports are open."""

    exercise: Exercise
    version: ExerciseVersion
    reports: int
    figures: Figures
    flags: tuple[ItemFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class BankPage:
    rows: list[BankRow]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_exercises(session: Session, context_id: str, wanted: BankFilter) -> BankPage:
    """Newest first."""
    reports = _count_reports(session, context_id)
    items = read_reports(session, context_id)
    flags = {exercise_id: report.flags for exercise_id, report in items.items()}
    found = _filter(session, context_id, wanted, reports, flags)
    first = PAGE * (wanted.page - 1)
    shown = found[first : first + PAGE]
    figures = read_figures(session, [exercise.id for exercise, _ in shown])
    rows = [
        BankRow(
            exercise,
            version,
            reports[exercise.id],
            figures.get(exercise.id, Figures()),
            flags.get(exercise.id, ()),
        )
        for exercise, version in shown
    ]
    return BankPage(rows, len(found), wanted.page)


def filter_exercises(
    session: Session, context_id: str, wanted: BankFilter
) -> list[tuple[Exercise, ExerciseVersion]]:
    """All pages of the list, each exercise with its current version."""
    items = read_reports(session, context_id) if wanted.mark == "odd" else {}
    flags = {exercise_id: report.flags for exercise_id, report in items.items()}
    return _filter(session, context_id, wanted, _count_reports(session, context_id), flags)


def _filter(
    session: Session,
    context_id: str,
    wanted: BankFilter,
    reports: Counter[str],
    flags: Mapping[str, object],
) -> list[tuple[Exercise, ExerciseVersion]]:
    return [
        (exercise, version)
        for exercise, version in _query(session, context_id, wanted)
        if _has_mark(exercise, reports, flags, wanted.mark)
        and holds_words(version.content, wanted.words)
    ]


def _query(
    session: Session, context_id: str, wanted: BankFilter
) -> Iterable[tuple[Exercise, ExerciseVersion]]:
    query = (
        select(Exercise, ExerciseVersion)
        .join(ExerciseVersion, IS_CURRENT)
        .where(Exercise.context_id == context_id)
        .order_by(Exercise.created_at.desc(), Exercise.id)
    )
    if wanted.skill:
        query = query.where(Exercise.skill_id == wanted.skill)
    if wanted.kind:
        query = query.where(Exercise.kind == wanted.kind)
    if wanted.state:
        query = query.where(Exercise.state == wanted.state)
    return session.execute(query).tuples()


def _has_mark(
    exercise: Exercise, reports: Counter[str], flags: Mapping[str, object], mark: str
) -> bool:
    match mark:
        case "reported":
            return reports[exercise.id] > 0
        case "stale":
            return exercise.stale_source
        case "odd":
            return bool(flags.get(exercise.id))
        case _:
            return True


def holds_words(content: dict[str, Any], words: str) -> bool:
    """Whether each of the words stands somewhere in the exercise, width and case aside; Chinese
    needs no blanks between its words."""
    text = fold_text(" ".join(_texts(content)))
    return all(fold_text(word) in text for word in words.split())


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, entry in value.items():
            if name not in ("kind", "language", "passage"):
                yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def read_figures(session: Session, exercise_ids: list[str]) -> dict[str, Figures]:
    """Answers of people who were erased count too: as sums."""
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for query in (_sum_attempts(exercise_ids), _read_tallies(exercise_ids)):
        for exercise_id, *found in session.execute(query):
            sums[exercise_id] = [
                a + (b or 0) for a, b in zip(sums[exercise_id], found, strict=True)
            ]
    return {exercise_id: _figures(*found) for exercise_id, found in sums.items()}


def _figures(answers: float, right: float, timed: float, seconds: float) -> Figures:
    return Figures(int(answers), right / answers, seconds / timed if timed else None)


def _sum_attempts(exercise_ids: list[str]) -> Executable:
    return (
        select(
            Attempt.exercise_id,
            func.count(),
            func.sum(cast(Attempt.correct, Integer)),
            func.count(Attempt.seconds),
            func.sum(Attempt.seconds),
        )
        .where(Attempt.exercise_id.in_(exercise_ids))
        .group_by(Attempt.exercise_id)
    )


def _read_tallies(exercise_ids: list[str]) -> Executable:
    tally = ExerciseTally
    return select(tally.exercise_id, tally.answers, tally.right, tally.timed, tally.seconds).where(
        tally.exercise_id.in_(exercise_ids)
    )


def _count_reports(session: Session, context_id: str) -> Counter[str]:
    query = (
        select(ExerciseReport.exercise_id)
        .join(Exercise, Exercise.id == ExerciseReport.exercise_id)
        .where(Exercise.context_id == context_id, ExerciseReport.open)
    )
    return Counter(session.scalars(query))


def list_versions(session: Session, exercise_id: str) -> list[tuple[ExerciseVersion, str]]:
    """Each with the name of who published it, newest first."""
    query = (
        select(ExerciseVersion, Person.name)
        .outerjoin(Person, Person.id == ExerciseVersion.person_id)
        .where(ExerciseVersion.exercise_id == exercise_id)
        .order_by(ExerciseVersion.number.desc())
    )
    return [(version, name or "") for version, name in session.execute(query)]


def list_reports(session: Session, exercise_id: str) -> list[tuple[ExerciseReport, str]]:
    """Open ones with the learner's name, oldest first."""
    query = (
        select(ExerciseReport, Person.name)
        .join(Person, Person.id == ExerciseReport.person_id)
        .where(ExerciseReport.exercise_id == exercise_id, ExerciseReport.open)
        .order_by(ExerciseReport.created_at)
    )
    return [(report, name) for report, name in session.execute(query)]


def resolve_report(session: Session, exercise_id: str, report_id: str) -> None:
    report = session.get(ExerciseReport, report_id)
    if report is None or report.exercise_id != exercise_id:
        raise NotFoundError
    report.open = False


def confirm_source(session: Session, exercise: Exercise) -> None:
    """An instructor looked: the exercise is right although a source that it cites changed."""
    exercise.stale_source = False
    session.flush()

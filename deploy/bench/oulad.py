"""The Open University Learning Analytics Dataset as the risk bench needs it.

Kuzilek, Hlosta, Zdrahal: Sci. Data 4:170171 (2017), CC BY 4.0. Any of its presentations will do.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analytics.risk import Work, measure_pace
from deploy.cli.errors import CommandError

GROUPS = (
    "gender",
    "age_band",
    "disability",
    "imd_band",
    "highest_education",
    "region",
)
PLACE = ("code_module", "code_presentation")
COLUMNS = {
    "studentInfo.csv": (*PLACE, "id_student", "final_result", *GROUPS),
    "studentRegistration.csv": (*PLACE, "id_student", "date_registration", "date_unregistration"),
    "assessments.csv": (*PLACE, "id_assessment", "assessment_type", "date", "weight"),
    "studentAssessment.csv": (
        "id_assessment",
        "id_student",
        "date_submitted",
        "is_banked",
        "score",
    ),
}
NOT_PASSED = ("Fail", "Withdrawn")
SPREAD_FLOOR = 5.0  # points of 100: where all score alike, small differences say little
Row = dict[str, str]
Learner = tuple[str, str, str]  # module, presentation, learner


@dataclass(frozen=True, slots=True)
class Case:
    """A learner in a presentation as of a day; `groups` audit fairness and predict nothing."""

    module: str
    pace: dict[str, float]
    failed: bool
    groups: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tables:
    learners: list[Row]
    enrolments: dict[Learner, tuple[float | None, float | None]]
    works: dict[tuple[str, str], dict[str, Work]]  # by assessment, not handed in
    handed_in: dict[Learner, dict[str, Work]]

    def presentations(self) -> set[tuple[str, str]]:
        return {(row["code_module"], row["code_presentation"]) for row in self.learners}


def read_tables(folder: Path) -> Tables:
    """Raises `CommandError` for files or columns that are missing and numbers that are none."""
    rows = {name: _read(folder / name, columns) for name, columns in COLUMNS.items()}
    works: dict[tuple[str, str], dict[str, Work]] = defaultdict(dict)
    where: dict[str, tuple[str, str]] = {}
    for row in rows["assessments.csv"]:
        due, place = _number(row, "date"), (row["code_module"], row["code_presentation"])
        if due is not None and row["assessment_type"] != "Exam":
            works[place][row["id_assessment"]] = Work(due, _number(row, "weight") or 0.0)
            where[row["id_assessment"]] = place
    handed_in: dict[Learner, dict[str, Work]] = defaultdict(dict)
    for row in rows["studentAssessment.csv"]:
        if found := where.get(row["id_assessment"]):
            handed_in[(*found, row["id_student"])][row["id_assessment"]] = replace(
                works[found][row["id_assessment"]],
                submitted=_number(row, "date_submitted"),
                score=_number(row, "score"),
                carried=row["is_banked"] == "1",
            )
    enrolments = {
        _learner(row): (_number(row, "date_registration"), _number(row, "date_unregistration"))
        for row in rows["studentRegistration.csv"]
    }
    return Tables(rows["studentInfo.csv"], enrolments, works, handed_in)


def list_cases(tables: Tables, modules: Sequence[str], presentation: str, day: float) -> list[Case]:
    """Learners of these modules who are enrolled on that day; nothing later is looked at."""
    places = [(module, presentation) for module in modules]
    scales = {place: _scale_scores(tables, place, day) for place in places}
    return [
        Case(
            module=row["code_module"],
            pace=measure_pace(_list_works(tables, learner, scales[learner[:2]]), day, enrolled),
            failed=row["final_result"] in NOT_PASSED,
            groups={name: row[name] for name in GROUPS},
        )
        for row in tables.learners
        if (learner := _learner(row))[:2] in scales
        for enrolled, left in [tables.enrolments.get(learner, (None, None))]
        if (enrolled is None or enrolled <= day) and (left is None or left > day)
    ]


def _list_works(
    tables: Tables, learner: Learner, scales: Mapping[str, tuple[float, float]]
) -> list[Work]:
    done = tables.handed_in.get(learner, {})
    return [
        _scale(done[name], scales.get(name)) if name in done else work
        for name, work in tables.works[learner[:2]].items()
    ]


def _scale(work: Work, scale: tuple[float, float] | None) -> Work:
    if work.score is None or scale is None:
        return replace(work, score=None)
    return replace(work, score=(work.score - scale[0]) / scale[1])


def _scale_scores(
    tables: Tables, place: tuple[str, str], day: float
) -> dict[str, tuple[float, float]]:
    """Mean and spread of the scores of each piece of work that is handed in by that day."""
    scores: dict[str, list[float]] = defaultdict(list)
    for learner, works in tables.handed_in.items():
        if learner[:2] == place:
            for name, work in works.items():
                if work.score is not None and work.submitted is not None and work.submitted <= day:
                    scores[name].append(work.score)
    return {
        name: (float(np.mean(found)), float(np.std(found)) + SPREAD_FLOOR)
        for name, found in scores.items()
    }


def _read(file: Path, columns: Sequence[str]) -> list[Row]:
    if not file.is_file():
        raise CommandError(f"{file.name} is missing in {file.parent}: OULAD's files are needed.")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = [name for name in columns if name not in (rows.fieldnames or ())]
        if missing:
            raise CommandError(f"{file.name} has no column {', '.join(missing)}.")
        return list(_check_rows(file, rows, columns))


def _check_rows(file: Path, rows: csv.DictReader[str], columns: Sequence[str]) -> Iterator[Row]:
    for row in rows:
        if any(row[name] is None for name in columns):
            raise CommandError(f"{file.name}, line {rows.line_num}: it is cut short.")
        yield row


def _number(row: Row, column: str) -> float | None:
    """None for an empty cell and for OULAD's question mark."""
    text = row[column].strip()
    if text in ("", "?"):
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CommandError(f"The column {column} holds {text!r}, which is no number.")
    return value


def _learner(row: Row) -> Learner:
    return row["code_module"], row["code_presentation"], row["id_student"]

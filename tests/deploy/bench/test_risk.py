"""The risk bench on a small invented dataset of OULAD's layout: bad folders first."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from deploy.bench.oulad import COLUMNS, GROUPS, list_cases, read_tables
from deploy.bench.risk import describe, measure
from deploy.cli.errors import CommandError

Rows = dict[str, list[dict[str, str]]]
LEARNERS = 120


def _invent() -> Rows:
    """Two presentations of one module; whoever misses the first essay mostly fails."""
    random = Random(5)
    rows: Rows = {name: [] for name in COLUMNS}
    for when in ("2020B", "2021B"):
        place = {"code_module": "M", "code_presentation": when}
        for kind, date, weight in (("TMA", "20", "10"), ("CMA", "50", "0"), ("Exam", "?", "100")):
            rows["assessments.csv"].append(
                place
                | {"id_assessment": f"{when}{kind}", "assessment_type": kind}
                | {"date": date, "weight": weight}
            )
        for number in range(LEARNERS):
            who = place | {"id_student": str(number)}
            absent = number % 3 == 0
            failed = random.random() < (0.85 if absent else 0.1)
            groups = dict.fromkeys(GROUPS, "a" if number % 2 else "b")
            result = "Fail" if failed else "Pass"
            rows["studentInfo.csv"].append(who | groups | {"final_result": result})
            left = "10" if number == 1 else "?"
            dates = {"date_registration": "-30", "date_unregistration": left}
            rows["studentRegistration.csv"].append(who | dates)
            if not absent:
                rows["studentAssessment.csv"].append(
                    {"id_assessment": f"{when}TMA", "id_student": str(number)}
                    | {"date_submitted": "18", "is_banked": "0"}
                    | {"score": str(random.randint(40, 95))}
                )
    return rows


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Rows], Path]:
    def write(rows: Rows) -> Path:
        for name, found in rows.items():
            with (tmp_path / name).open("w", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS[name], extrasaction="ignore")
                writer.writeheader()
                writer.writerows(found)
        return tmp_path

    return write


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"studentInfo\.csv is missing"):
        measure(tmp_path, "2020B", "2021B")


def test_columns_that_are_missing_are_named(write: Callable[[Rows], Path]) -> None:
    folder = write(_invent())
    (folder / "assessments.csv").write_text("code_module,date\nM,3\n")
    with pytest.raises(CommandError, match=r"assessments\.csv has no column code_presentation, id"):
        read_tables(folder)


def test_a_number_that_is_none_is_named(write: Callable[[Rows], Path]) -> None:
    rows = _invent()
    rows["studentAssessment.csv"][0]["score"] = "good"
    with pytest.raises(CommandError, match="column score holds 'good'"):
        read_tables(write(rows))


def test_a_row_that_is_cut_short_is_named(write: Callable[[Rows], Path]) -> None:
    folder = write(_invent())
    with (folder / "studentInfo.csv").open("a") as file:
        file.write("M,2020B\n")
    with pytest.raises(CommandError, match=rf"line {2 * LEARNERS + 2}: it is cut short"):
        read_tables(folder)


def test_presentations_must_be_there_and_in_order(write: Callable[[Rows], Path]) -> None:
    folder = write(_invent())
    with pytest.raises(CommandError, match="2020B is not later than 2021B"):
        measure(folder, "2021B", "2020B")
    with pytest.raises(CommandError, match=r"both 2020B and 2030J\. .* here: 2020B, 2021B"):
        measure(folder, "2020B", "2030J")


def test_who_has_left_by_the_day_is_not_predicted(write: Callable[[Rows], Path]) -> None:
    tables = read_tables(write(_invent()))
    assert len(list_cases(tables, ["M"], "2021B", 5)) == LEARNERS
    assert len(list_cases(tables, ["M"], "2021B", 10)) == LEARNERS - 1


def test_figures_of_another_year_and_their_groups(write: Callable[[Rows], Path]) -> None:
    figures = measure(write(_invent()), "2020B", "2021B")
    day = figures["days"]["30"]
    assert (day["trained_on"], day["learners"]) == (LEARNERS - 1, LEARNERS - 1)
    assert day["auc"] > 0.75
    assert set(day["groups"]) == set(GROUPS)
    assert sum(one["learners"] for one in day["groups"]["gender"].values()) == LEARNERS - 1
    assert any("mean prediction minus observed rate" in line for line in describe(figures))


def test_who_somebody_is_changes_no_prediction(write: Callable[[Rows], Path]) -> None:
    plain = measure(write(_invent()), "2020B", "2021B")["days"]["60"]
    rows = _invent()
    for row in rows["studentInfo.csv"]:
        row |= dict.fromkeys(GROUPS, "other")
    other = measure(write(rows), "2020B", "2021B")["days"]["60"]
    assert (plain["auc"], plain["ece"]) == (other["auc"], other["ece"])

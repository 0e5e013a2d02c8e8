"""Sheets in and out of files: lines that are wrong are named; doubles go; splits hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generators.planner.errors import SheetFileError
from generators.planner.sheets import (
    DatedSheet,
    date_sheets,
    prepare_sheets,
    read_sheets,
    write_sheets,
)
from tests.generators.planner.school import make_sheet, small_school

GOOD = make_sheet().model_dump_json(exclude_defaults=True)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no sheets. It needs one JSON object a line"),
        (f"{GOOD}\n\nnonsense\n", "line 3: the line: Invalid JSON"),
        ('{"sheet": []}', "line 1: learner: Field required"),
        ('{"learner": {"mastery": {"a": 1.4}}, "sheet": []}', r"line 1: learner.mastery.a"),
        (GOOD.replace('"minutes":2', '"minutes":-2'), r"line 1: sheet.0.minutes"),
        (GOOD.replace('"kind":"multiple_choice"', '"kind":"essay"'), r"line 1: sheet.0.kind"),
        (GOOD.replace("0.7", "NaN"), "line 1"),
        (GOOD.replace('{"learner"', '{"name": "Ada", "learner"'), "line 1: name: Extra inputs"),
    ],
    ids=["empty", "nonsense", "no-learner", "mastery", "minutes", "kind", "nan", "name"],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "sheets.jsonl"
    file.write_text(text)
    with pytest.raises(SheetFileError, match=sentence):
        read_sheets(file)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "sheets.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SheetFileError, match="cannot be read as UTF-8"):
        read_sheets(file)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    sheets = [one.planned for one in small_school().train[:9]]
    write_sheets(tmp_path / "s.jsonl", sheets)
    assert read_sheets(tmp_path / "s.jsonl") == sheets


def test_nothing_and_one_sheet_split_without_a_fault() -> None:
    assert prepare_sheets([]).train == ()
    one = prepare_sheets([DatedSheet("l1", NOW, make_sheet())])
    assert len(one.train) + len(one.validation) + len(one.unseen) == 1


def test_a_sheet_given_twice_counts_once() -> None:
    first = DatedSheet("l1", NOW, make_sheet())
    later = replace(first, time=NOW + timedelta(days=3))
    other = replace(first, learner="l2")
    found = prepare_sheets([later, first, other])
    assert found.removed == 1
    assert later not in found.train + found.validation + found.unseen


def test_learners_kept_aside_are_trained_on_nowhere() -> None:
    found = small_school()
    train, held = ({one.learner for one in part} for part in (found.train, found.validation))
    assert train
    assert held
    assert not train & held
    last = max(one.time for one in found.train + found.validation)
    for one in found.unseen:
        assert one.time > last or one.learner not in train | held


def test_splits_stay_when_other_learners_come() -> None:
    few, many = small_school(30), small_school(50)
    train = {one.learner for one in few.train}
    assert train <= {one.learner for one in many.train}


def test_lines_of_the_same_state_are_one_learner() -> None:
    dated = date_sheets([make_sheet(), make_sheet(difficulties=(0, 1)), make_sheet(("a", "c"))])
    assert len({one.learner for one in dated}) == 2

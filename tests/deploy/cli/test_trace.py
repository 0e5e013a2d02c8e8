"""`coursewright trace`: bad input leaves nothing behind; good input gives a row for each row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.analytics.tracing.logs import make_rows
from tests.deploy.cli.conftest import Run

HEADER = "user,item,skills,timestamp,correct"


def write_log(path: Path, learners: int, name: str) -> Path:
    lines = [HEADER] + [
        f"{row.user},{row.item},{'~'.join(row.skills)},{row.time},{row.correct:.0f}"
        for row in make_rows(learners, 10, name=name)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


@pytest.fixture
def train(tmp_path: Path) -> Path:
    return write_log(tmp_path / "A.csv", 12, "u")


@pytest.fixture
def test(tmp_path: Path) -> Path:
    return write_log(tmp_path / "B.csv", 3, "t")


def list_files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"", "is empty"),
        (f"{HEADER}\nu,i,s,soon,1\n".encode(), "B.csv, line 2, column timestamp"),
        (f"{HEADER}\nu,i,s,1,2\n".encode(), "B.csv, line 2, column correct"),
        (f"{HEADER}\nu,\xe9,s,1,2\n".encode("latin-1"), "not UTF-8"),
        (f"{HEADER}\nu,i,s,1,0\n".encode("utf-16"), "B.csv"),
        (b"PK\x03\x04\x00\x00", "B.csv"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(
    run: Run, train: Path, test: Path, bad: bytes, says: str
) -> None:
    test.write_bytes(bad)
    before = list_files(test.parent)
    result = run("trace", "--train", str(train), "--test", str(test), "--out", str(test) + ".p")
    assert result.exit_code == 2
    assert says in result.output
    assert list_files(test.parent) == before


def test_an_input_is_not_written_over(run: Run, train: Path, test: Path) -> None:
    text = test.read_bytes()
    result = run("trace", "--train", str(train), "--test", str(test), "--out", str(test))
    assert (result.exit_code, test.read_bytes()) == (2, text)
    assert "names an input" in result.output


def test_a_folder_that_is_not_there_is_said_first(run: Run, train: Path, test: Path) -> None:
    out = test.parent / "none" / "P.csv"
    result = run("trace", "--train", str(train), "--test", str(test), "--out", str(out))
    assert result.exit_code == 2
    assert "is no folder" in result.output


def test_each_row_gets_its_chance_in_order(run: Run, train: Path, test: Path) -> None:
    out, figures = test.parent / "P.csv", test.parent / "P.json"
    words = ["--train", str(train), "--test", str(test), "--out", str(out), "--json", str(figures)]
    result = run("trace", *words)
    assert result.exit_code == 0, result.output
    header, *found = out.read_text().splitlines()
    assert header == "p"
    assert len(found) == 30
    assert all(0 < float(p) < 1 for p in found)
    assert "AUC" in result.output
    written = json.loads(figures.read_text())
    assert written["answers"] == 30
    assert written["ece"]["low"] <= written["ece"]["high"]

    header_line, *lines = test.read_text(encoding="utf-8-sig").splitlines()
    test.write_text("\n".join([header_line, *reversed(lines)]) + "\n")
    assert run("trace", *words).exit_code == 0
    assert out.read_text().splitlines()[1:] == found[::-1]


def test_no_rows_are_no_error(run: Run, train: Path, test: Path) -> None:
    test.write_text(f"{HEADER}\n")
    out = test.parent / "P.csv"
    result = run("trace", "--train", str(train), "--test", str(test), "--out", str(out))
    assert result.exit_code == 0, result.output
    assert out.read_text() == "p\n"
    assert "not defined" in result.output

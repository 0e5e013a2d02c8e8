"""`coursewright records make`: logs that cannot be used first."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from analytics.tracing.read import read_answers
from deploy.cli.records import records

HEADER = "user,item,skills,timestamp,correct\n"


def _make(log: Path, out: Path) -> tuple[int, str]:
    result = CliRunner().invoke(records, ["make", "--from", str(log), "--out", str(out)])
    return result.exit_code, result.output


def _write(folder: Path, learners: int, items: int = 12) -> Path:
    random = Random(2)
    lines = [
        f"u{learner},i{item},s{item % 2},{item},{int(random.random() < 0.3 + item / 75)}"
        for learner in range(learners)
        for item in range(items)
    ]
    log = folder / "log.csv"
    log.write_text(HEADER + "\n".join(lines) + "\n")
    return log


@pytest.mark.parametrize("text", ["", "a,b\n", HEADER, HEADER + "u,i,s,1,2\n"])
def test_log_that_cannot_be_used(text: str, tmp_path: Path) -> None:
    log, out = tmp_path / "log.csv", tmp_path / "out.csv"
    log.write_text(text)
    code, said = _make(log, out)
    assert code != 0
    assert said
    assert not out.exists()


def test_records_that_would_tell_of_people_are_not_written(tmp_path: Path) -> None:
    """Two answers: there is nothing to say that a real learner did not."""
    out = tmp_path / "out.csv"
    log = tmp_path / "log.csv"
    rows = [f"u{at},i{item},s,1,1" for at in range(60) for item in range(8)]
    log.write_text(HEADER + "\n".join(rows) + "\n")
    code, said = _make(log, out)
    assert code != 0
    assert "Nothing was written" in said
    assert not out.exists()


def test_records_can_be_read_again(tmp_path: Path) -> None:
    log, out = _write(tmp_path, 200, 30), tmp_path / "out.csv"
    code, said = _make(log, out)
    assert code == 0, said
    with out.open(encoding="utf-8", newline="") as file:
        rows = read_answers(file, "out")
    assert {row.user for row in rows} == {f"synthetic-{at + 1}" for at in range(100)}
    assert {row.skills for row in rows} == {("s0",), ("s1",)}
    assert "synthetic learners" in said

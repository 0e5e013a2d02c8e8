"""The seeded set: every line is an exercise, every fault has its check, and figures come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.bench.checks import cases
from deploy.bench.checks.bench import describe, measure
from deploy.bench.checks.cases import SeedError, read_part
from deploy.bench.checks.counting import count_part
from deploy.bench.checks.faults import CHECKS_OF
from generators.checks.run import CHECKS


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """A part "x" with two files."""
    monkeypatch.setattr(cases, "files", lambda _package: tmp_path)
    folder = tmp_path / "parts" / "x"
    folder.mkdir(parents=True)

    def write_part(bases: str, faults: str = "") -> None:
        (folder / "own.bases.jsonl").write_text(bases, encoding="utf-8")
        (folder / "own.faults.jsonl").write_text(faults, encoding="utf-8")

    return write_part


_TEXT = '{"passage":"e1","heading":"H","text":"T."}\n'
_ROW = (
    '{"id":"e1a","passage":"e1","kind":"tf","stem":"%s","why":"","hints":[],"quote":"T.",'
    '"truth":true}\n'
)


@pytest.mark.parametrize(
    ("bases", "faults", "message"),
    [
        ("{\n", "", r"own\.bases\.jsonl:1"),
        ('{"a":1}\n', "", "neither a passage"),
        (_TEXT + _ROW % "", "", r"own\.bases\.jsonl:2 \(e1a\)"),
        (_ROW % "S.", "", "KeyError: 'e1'"),
        (_TEXT + _ROW % "S." * 2, "", "a second exercise 'e1a'"),
        ("", '{"base":"e1","fault":"wrong_key"}\n', r"own\.faults\.jsonl:1: .*'e1'"),
        (_TEXT + _ROW % "S.", '{"base":"e1a","fault":"odd"}\n', "no fault 'odd'"),
        (_TEXT + _ROW % "S.", '{"base":"e1a","fault":"wrong_key","do":"x"}\n', "flip_truth"),
    ],
)
def test_line_that_is_none(
    write: Callable[..., None], bases: str, faults: str, message: str
) -> None:
    bases = bases.replace("%s", "S.")
    write(bases, faults)
    with pytest.raises(SeedError, match=message):
        read_part("x")


def test_part_in_several_files_is_counted(write: Callable[..., None]) -> None:
    write(_TEXT + _ROW % "S.", '{"base":"e1a","fault":"quote_changed","quote":"U."}\n')
    counts = count_part(read_part("x"))
    assert (counts["sound"], counts["faults"]["quote_changed"]) == ({"en": 1}, 1)
    assert not counts["quotes_not_in_passage"]


def test_every_fault_has_checks_that_exist() -> None:
    assert frozenset().union(*CHECKS_OF.values()) <= {"well_formed", *CHECKS}


def test_changes_are_changes() -> None:
    part = read_part("first")
    sound = {own.id: own.content for own in part.sound}
    for seeded in part.faulty:
        if seeded.fault != "duplicate":
            assert seeded.content != sound[seeded.id.partition(" ")[0]], seeded.id
    languages = Counter(own.passage.language for own in part.faulty)
    assert min(languages.values()) > 100


def test_figures() -> None:
    figures = measure()
    assert figures["parts"]["second"]["exercises"] > 300
    first = figures["parts"]["first"]
    assert first["exercises"] == first["faulty"] + first["sound"] > 300
    assert 0.9 <= first["recall_by_rule"] <= 1
    assert set(first["checks"]) == {"well_formed", *CHECKS}
    for part in figures["parts"].values():
        assert part["development"] == (part is not figures["parts"].get("third"))
    assert any("by rule, all together" in line for line in describe(figures))

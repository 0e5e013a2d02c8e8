"""The seeded set: every line is an exercise, every fault has its check, and figures come out."""

from __future__ import annotations

from collections import Counter

import pytest

from deploy.bench.checks import cases
from deploy.bench.checks.bench import describe, measure
from deploy.bench.checks.cases import SeedError, read_half
from deploy.bench.checks.faults import CHECKS_OF
from generators.checks.run import CHECKS


def test_line_that_names_no_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {"x.bases.jsonl": [], "x.faults.jsonl": [{"base": "e1", "fault": "wrong_key"}]}
    monkeypatch.setattr(cases, "_lines", lines.__getitem__)
    with pytest.raises(SeedError, match=r"line 1: .*'e1'"):
        read_half("x")


def test_exercise_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    text = {"passage": "e1", "heading": "H", "text": "T."}
    row = {"id": "e1a", "passage": "e1", "kind": "tf", "stem": "", "why": "", "hints": []}
    lines = {"x.bases.jsonl": [text, row | {"quote": "T.", "truth": True}], "x.faults.jsonl": []}
    monkeypatch.setattr(cases, "_lines", lines.__getitem__)
    with pytest.raises(SeedError, match="e1a"):
        read_half("x")


def test_every_fault_has_checks_that_exist() -> None:
    assert frozenset().union(*CHECKS_OF.values()) <= {"well_formed", *CHECKS}


def test_changes_are_changes() -> None:
    half = read_half("first")
    sound = {own.id: own.content for own in half.sound}
    for seeded in half.faulty:
        if seeded.fault != "duplicate":
            assert seeded.content != sound[seeded.id.partition("/")[0]], seeded.id
    languages = Counter(own.passage.language for own in half.faulty)
    assert min(languages.values()) > 100


def test_figures() -> None:
    figures = measure()
    assert figures["halves"]["second"]["exercises"] > 300
    first = figures["halves"]["first"]
    assert first["exercises"] == first["faulty"] + first["sound"] > 300
    assert 0.9 <= first["recall_by_rule"] <= 1
    assert set(first["checks"]) == {"well_formed", *CHECKS}
    assert any("by rule, all together" in line for line in describe(figures))

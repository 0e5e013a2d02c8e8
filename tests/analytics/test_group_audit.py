"""Groups: too few people are never shown, and a gap that was planted is found."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from analytics.foresight import Case, foresee_answers
from analytics.group_audit import audit_groups
from analytics.snapshot import SHIPPED
from analytics.types import Source
from tests.analytics.givens import answer, answers


def make_cases(people: int, name: str, shift: float, seed: int = 1) -> list[Case]:
    """`shift`: by how much the chances are too high."""
    dice, cases = random.Random(seed), list[Case]()
    for person in range(people):
        for _ in range(20):
            truth = dice.uniform(0.2, 0.7)
            cases.append(Case(f"{name}{person}", truth + shift, float(dice.random() < truth)))
    return cases


def label(cases: list[Case]) -> dict[str, str]:
    return {case.learner: case.learner[0] for case in cases}


def test_a_chance_is_a_chance() -> None:
    with pytest.raises(ValueError, match="lie in"):
        audit_groups([Case("a", 1.2, 1.0)], {"a": "x"})
    assert audit_groups([], {}).groups == ()


def test_nothing_of_fewer_than_ten_people_is_shown() -> None:
    cases = make_cases(9, "a", 0.2) + make_cases(10, "b", 0.0)
    report = audit_groups(cases, label(cases))
    assert [group.label for group in report.groups] == ["b"]
    assert report.hidden == 1
    assert report.widest is None
    assert "a" not in {group.label for group in report.groups}


def test_a_planted_gap_is_found_and_its_interval_leaves_out_zero() -> None:
    cases = make_cases(60, "a", 0.2) + make_cases(60, "b", 0.0, 2) + make_cases(3, "c", 0.0)
    report = audit_groups(cases, label(cases))
    high, fair = sorted(report.groups, key=lambda group: group.label)
    assert high.gap.value == pytest.approx(0.2, abs=0.04)
    assert (high.gap.low or 0) > 0.1
    assert (fair.gap.low or 0) < 0 < (fair.gap.high or 0)
    assert (high.ece.value or 0) > (fair.ece.value or 0)
    assert report.widest is not None
    assert (report.widest.first, report.widest.second) == ("a", "b")
    assert (report.widest.gap.low or 0) > 0.1


def test_who_has_no_label_is_in_no_group() -> None:
    cases = make_cases(30, "a", 0.0)
    labels = {case.learner: "x" for case in cases[:200]}
    assert audit_groups(cases, labels).groups[0].learners == 10


def test_each_first_try_is_foreseen_from_what_came_before() -> None:
    history = answers([1.0] * 8)
    told = list(foresee_answers("ada", history, SHIPPED))
    assert len(told) == 8
    assert told[0].p < told[-1].p
    again = [replace(piece, weight=0.5) for piece in history]
    grade = replace(answer(9, 1.0), source=Source.GRADEBOOK)
    assert list(foresee_answers("ada", [*again, grade], SHIPPED)) == []
    with pytest.raises(ValueError, match="e0003"):
        list(foresee_answers("ada", [replace(answer(3, 1.0), score=2.0)], SHIPPED))

"""A refit of little, of odd and of much evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from analytics.elo import squash
from analytics.parameters import DEFAULTS
from analytics.refit import Snapshot, refit_snapshot, report_course
from analytics.types import Evidence, Source

START = datetime(2026, 1, 1, tzinfo=UTC)
TRUE = {f"x{number}": (number - 9.5) / 5 for number in range(20)}


def make_evidence(learners: int, name: str = "u") -> list[Evidence]:
    random = Random(name)
    found = []
    for learner in range(learners):
        ability = random.gauss(0.5, 1)
        for at in range(20):
            exercise = random.choice(list(TRUE))
            score = float(random.random() < squash(ability - TRUE[exercise]))
            time = START + timedelta(hours=at)
            found.append(
                Evidence(f"{name}{learner}/{at}", f"{name}{learner}", ("a",), score, time, exercise)
            )
    return found


def test_without_evidence_the_priors_stay() -> None:
    snapshot = refit_snapshot([])
    assert snapshot == Snapshot(replace(DEFAULTS, general_variance=0.5), {}, {})
    report = report_course([], snapshot)
    assert (report.measures.answers, report.bins) == (0, [])


def test_what_learners_say_of_themselves_is_no_evidence() -> None:
    said = [replace(piece, source=Source.SELF_REPORT) for piece in make_evidence(3)]
    assert refit_snapshot(said) == refit_snapshot([])


def test_a_single_answer_moves_little() -> None:
    [one] = make_evidence(1)[:1]
    snapshot = refit_snapshot([one])
    assert abs(snapshot.difficulties[one.exercise or ""]) < 0.5
    assert snapshot.parameters.general_mean == pytest.approx(DEFAULTS.general_mean, abs=0.5)


def test_the_order_of_arrival_does_not_matter() -> None:
    evidence = make_evidence(10)
    one, other = refit_snapshot(evidence), refit_snapshot(evidence[::-1])
    for exercise, difficulty in one.difficulties.items():
        assert other.difficulties[exercise] == pytest.approx(difficulty, abs=1e-9)


def test_much_evidence_finds_difficulties_and_predicts_others_better() -> None:
    snapshot = refit_snapshot(make_evidence(150))
    center = sum(snapshot.difficulties.values()) / len(TRUE)
    off = [abs(found - center - TRUE[name]) for name, found in snapshot.difficulties.items()]
    assert sum(off) / len(off) < 0.3
    others = make_evidence(60, "other")
    fitted = report_course(others, snapshot)
    plain = report_course(others, Snapshot(DEFAULTS, {}, {}))
    assert fitted.measures.log_loss.value is not None
    assert plain.measures.log_loss.value is not None
    assert fitted.measures.log_loss.value < plain.measures.log_loss.value
    assert sum(found.answers for found in fitted.bins) == len(others)


def test_an_exercise_that_nobody_answered_is_as_its_skills_are() -> None:
    snapshot = Snapshot(DEFAULTS, {"x": 2.0}, {"a": 1.0, "b": 0.0})
    assert snapshot.difficulty("x", ("a",)) == 2.0
    assert snapshot.difficulty("new", ("a", "b")) == 0.5
    assert snapshot.difficulty("new", ()) == 0.0

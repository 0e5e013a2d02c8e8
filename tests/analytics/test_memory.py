"""Memory of repeated exercises: FSRS-6's figures, and a line over them that follows the learner."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.memory import (
    AGAIN,
    EASY,
    GOOD,
    Recalibration,
    Recollection,
    recollect,
    review_memory,
)
from tests.analytics.givens import START, answer


def _review(*ratings: int, every: float = 3.0) -> Recollection:
    found = Recollection()
    for number, rating in enumerate(ratings):
        found = found.after("x", rating, START + timedelta(days=number * every))
    return found


def test_a_rating_that_fsrs_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="5"):
        review_memory(None, 5, START)


def test_what_was_never_answered_has_no_memory() -> None:
    assert Recollection().predict("x", START) is None


def test_first_stabilities_are_the_published_weights_of_fsrs_6() -> None:
    stabilities = [review_memory(None, rating, START).stability for rating in (1, 2, 3, 4)]
    assert stabilities == pytest.approx([0.212, 1.2931, 2.3065, 8.2956])


def test_recall_is_nine_tenths_after_the_stability_and_falls_on() -> None:
    memory = replace(review_memory(None, GOOD, START), stability=10.0)
    assert memory.recall(START) == 1.0
    assert memory.recall(START + timedelta(days=10)) == pytest.approx(0.9)
    assert memory.recall(START + timedelta(days=40)) < 0.85


def test_remembering_makes_stable_and_forgetting_does_not() -> None:
    good, again = _review(GOOD, GOOD).memories["x"], _review(GOOD, AGAIN).memories["x"]
    assert again.stability < _review(GOOD).memories["x"].stability < good.stability
    assert again.difficulty > good.difficulty


def test_a_time_of_another_zone_is_the_same_time() -> None:
    there = datetime(2026, 3, 2, 17, 0, tzinfo=timezone(timedelta(hours=8)))
    assert review_memory(None, EASY, there) == review_memory(None, EASY, there.astimezone(UTC))


def test_answers_within_a_day_teach_the_memory_but_not_the_line() -> None:
    quick = _review(GOOD, AGAIN, every=0.2)
    assert quick.recalibration == Recalibration()
    assert quick.memories["x"].stability < _review(GOOD).memories["x"].stability


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_the_line_stays_a_probability_and_gets_surer(reviews: list[tuple[float, bool]]) -> None:
    line = Recalibration()
    for p, remembered in reviews:
        after = line.learn(p, remembered)
        assert 0 < after.shift_variance <= line.shift_variance
        assert 0 < after.slope_variance <= line.slope_variance
        line = after
    assert all(0 < line.correct(p) < 1 for p in (0.0, 0.3, 1.0))


def test_the_line_finds_a_learner_who_forgets_more_than_the_defaults_say() -> None:
    line = Recalibration()
    for number in range(600):
        line = line.learn(0.9, number % 10 < 6)
    assert line.correct(0.9) == pytest.approx(0.6, abs=0.05)
    assert math.isfinite(line.slope)


def test_evidence_of_whole_activities_is_no_review() -> None:
    grade = replace(answer(1, 1.0), exercise=None)
    found = recollect([answer(0, 0.4, exercise="x"), grade, answer(2, 1.0, exercise="y")])
    assert set(found.memories) == {"x", "y"}
    assert found.memories["x"].stability < found.memories["y"].stability

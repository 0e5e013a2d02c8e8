"""The audit by groups: small groups are not told of, a planted gap is found."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from analytics.group_errors import Forecast, compare_errors, forecast_answers
from analytics.types import Source
from tests.analytics.givens import answer, answers


def make_forecasts(group: str, learners: int, chance: float, right: float) -> list[Forecast]:
    draws = Random(group)
    return [
        Forecast(f"{group}{number}", chance, draws.random() < right)
        for number in range(learners)
        for _ in range(20)
    ]


def group_of(forecasts: list[Forecast]) -> dict[str, str]:
    return {one.learner: one.learner[0] for one in forecasts}


def test_nobody_and_few() -> None:
    assert compare_errors([], {}) == ([], 0)
    few = make_forecasts("a", 9, 0.5, 0.5)
    assert compare_errors(few, group_of(few)) == ([], 9)
    assert compare_errors(few, {}) == ([], 0)


def test_planted_gap_is_found_and_a_fair_group_holds_zero() -> None:
    forecasts = make_forecasts("a", 40, 0.7, 0.5) + make_forecasts("b", 40, 0.5, 0.5)
    (over, fair), small = compare_errors(forecasts, group_of(forecasts))
    assert small == 0
    assert (over.learners, over.answers) == (40, 800)
    assert over.low < 0.2 < over.high
    assert over.low > 0
    assert fair.low < 0 < fair.high


def test_each_first_try_is_forecast_from_what_came_before() -> None:
    history = answers([1.0] * 8)
    told = list(forecast_answers("ada", history))
    assert len(told) == 8
    assert told[0].chance < told[-1].chance
    again = [replace(piece, weight=0.5) for piece in history]
    grade = replace(answer(9, 1.0), source=Source.GRADEBOOK)
    assert list(forecast_answers("ada", [*again, grade])) == []
    with pytest.raises(ValueError, match="e0003"):
        list(forecast_answers("ada", [replace(answer(3, 1.0), score=2.0)]))

from __future__ import annotations

import pytest

from lti_tool.models import ScorePolicy
from lti_tool.services.score_policy import (
    ActivityProgress,
    Answered,
    Tally,
    count_different,
    give_points,
    tell_progress,
)


def fixed(exercise: str, variant: int = 1) -> Answered:
    return Answered(exercise, variant, is_family=False)


def drawn(exercise: str, variant: int) -> Answered:
    return Answered(exercise, variant, is_family=True)


def test_nothing_answered_counts_nothing() -> None:
    assert count_different([]) == 0


def test_same_exercise_shown_twice_counts_once() -> None:
    assert count_different([fixed("a", 1), fixed("a", 2), fixed("b")]) == 2


def test_family_counts_three_different_variants_at_most() -> None:
    assert count_different([drawn("f", 1), drawn("f", 1)]) == 1
    assert count_different([drawn("f", seed) for seed in range(9)]) == 3


@pytest.mark.parametrize(("right", "points"), [(0, 0), (4, 40), (10, 100), (12, 100), (1, 10)])
def test_points(right: int, points: float) -> None:
    assert give_points(ScorePolicy.POINTS, 10, Tally(right, 12)) == points


def test_thirds_are_rounded_to_hundredths() -> None:
    assert give_points(ScorePolicy.POINTS, 3, Tally(1, 1)) == 33.33


def test_completion_counts_wrong_answers_too() -> None:
    assert give_points(ScorePolicy.COMPLETION, 4, Tally(right=0, answered=3)) == 75


def test_mastery_is_capped_per_skill() -> None:
    """One skill known better than the gate does not make up for another."""
    assert give_points(ScorePolicy.MASTERY, 10, Tally(masteries=[1.0, 0.4])) == 75


def test_mastery_without_skills_is_nothing() -> None:
    assert give_points(ScorePolicy.MASTERY, 10, Tally()) == 0


def test_progress() -> None:
    assert tell_progress(0, 0, closed=False) is ActivityProgress.STARTED
    assert tell_progress(0, 1, closed=False) is ActivityProgress.IN_PROGRESS
    assert tell_progress(100, 9, closed=False) is ActivityProgress.COMPLETED
    assert tell_progress(10, 1, closed=True) is ActivityProgress.COMPLETED

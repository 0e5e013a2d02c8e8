"""The trial in simulated worlds: both policies answer the sheets that were planned for them."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from analytics.types import Choice
from generators.exercise.worksheet import LearnerState, PlannedSheet
from generators.planner.rule import plan_by_rule
from generators.planner.wishes import Wishes
from jobs.planner_trial import find_exercise, play_planner


class Double:
    """Plans by the rule, aiming at `band`."""

    def __init__(self, band: tuple[float, float], skills: int = 6) -> None:
        self.card = SimpleNamespace(skills=tuple(f"k{at}" for at in range(skills)))
        self.band = band
        self.seen: list[LearnerState] = []

    def plan(
        self,
        learner: LearnerState,
        wishes: Wishes | None = None,
        *,
        seed: int = 0,
        wanted: Sequence[str] = (),
    ) -> list[PlannedSheet]:
        assert wishes
        self.seen.append(learner)
        assert sorted(wanted) == sorted(learner.mastery)
        band = Wishes(wishes.length, band=self.band)
        return plan_by_rule(learner, band, seed=seed, wanted=wanted)


def test_of_one_skill_and_of_many_a_course_is_made() -> None:
    for skills in (1, 40):
        found = play_planner(Double((0.5, 0.9), skills), worlds=("steady",), learners=4)
        assert set(found["worlds"]["steady"]) == {"rule", "planner", "one_by_one"}


def test_a_planner_that_asks_what_nobody_can_loses_and_is_seen_to_lose() -> None:
    hopeless = play_planner(Double((0.02, 0.2)), worlds=("moods",), learners=8, seeds=2)
    assert hopeless["exam_gain"] < -0.02
    assert hopeless["exam_gain"] == pytest.approx(hopeless["worlds"]["moods"]["planner"]["gain"])


def test_each_sitting_begins_with_a_fresh_sheet_for_what_is_believed_then() -> None:
    planner = Double((0.5, 0.9))
    play_planner(planner, worlds=("steady",), learners=4)
    sheets = 2 * 15  # of six slots, for ten answers in each of fifteen sittings
    assert len(planner.seen) == 4 * sheets
    assert planner.seen[0].mastery != planner.seen[1].mastery
    assert set(planner.seen[0].mastery) == set(planner.card.skills)


def test_the_nearest_fresh_exercise_of_the_skill_is_taken() -> None:
    choices = [
        Choice("a/1", ("a",), 0.0, answered=True),
        Choice("a/2", ("a",), 1.0),
        Choice("b/1", ("b",), 0.0),
    ]
    assert find_exercise(choices, "a", 0.1) == "a/2"
    assert find_exercise(choices[:1], "a", 0.1) == "a/1"

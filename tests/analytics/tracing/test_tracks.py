"""What is remembered of a learner while their answers go by."""

from __future__ import annotations

import pytest

from analytics.parameters import Parameters
from analytics.tracing.names import NAMES
from analytics.tracing.tracks import Given, LearnerTrack

PARAMETERS = Parameters(general_mean=0.2, general_variance=0.6)
ASKED = Given(("a",), "i", 0.0, 0.2, 0.0, 0.0, 0.0, 0.0)


def look(track: LearnerTrack, asked: Given = ASKED) -> dict[str, float]:
    return dict(zip(NAMES, track.look(asked), strict=True))


def test_nothing_is_known_of_a_new_learner() -> None:
    found = look(LearnerTrack(PARAMETERS))
    assert found["general"] == 0.2
    assert found["answers"] == found["skill_answers"] == found["fast"] == found["streak"] == 0


def test_answers_move_belief_counts_and_streaks() -> None:
    track = LearnerTrack(PARAMETERS)
    for at in range(3):
        track.learn(ASKED._replace(time=float(at)), 1.0)
    found = look(track, ASKED._replace(time=9.0))
    assert found["belief"] > look(LearnerTrack(PARAMETERS))["belief"]
    assert (found["streak"], found["skill_streak"], found["item_times"]) == (3, 3, 3)
    assert found["skill_wrong"] == 0
    track.learn(ASKED._replace(time=9.0), 0.0)
    after = look(track, ASKED._replace(time=9.0))
    assert (after["streak"], after["last"], after["item_last"]) == (-1, 0, 0)
    assert after["fast"] < found["fast"]


def test_an_easy_item_surprises_less() -> None:
    easy, hard = LearnerTrack(PARAMETERS), LearnerTrack(PARAMETERS)
    easy.learn(ASKED._replace(own=2.0), 1.0)
    hard.learn(ASKED._replace(own=-2.0), 1.0)
    assert look(easy)["belief"] < look(hard)["belief"]
    assert look(easy)["fast"] == pytest.approx(0.3 * (1 - 0.9002495), abs=1e-6)

"""The fast belief of a tracing run is the product's learner model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.elo import believe_skill, start_state, update_state
from analytics.parameters import Parameters
from analytics.tracing.tracks import NAMES, Given, LearnerTrack
from analytics.types import Evidence

START = datetime(2026, 1, 1, tzinfo=UTC)
PARAMETERS = Parameters(general_mean=0.2, general_variance=0.6)
answers = st.lists(
    st.tuples(
        st.sampled_from([(), ("a",), ("b",), ("a", "b"), ("a", "b", "c")]),
        st.floats(-3, 3),
        st.integers(0, 20 * 86400),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_it_agrees_with_elo(answers: list[tuple[tuple[str, ...], float, int, float]]) -> None:
    state, track, seconds = start_state(PARAMETERS), LearnerTrack(PARAMETERS), 0
    for at, (skills, difficulty, pause, correct) in enumerate(answers):
        seconds += pause
        time = START + timedelta(seconds=seconds)
        evidence = Evidence(str(at), "u", skills, correct, time)
        state = update_state(state, evidence, difficulty, PARAMETERS)
        track.learn(Given(skills, "i", time.timestamp(), 0.2, -difficulty, 0.0, 1.0, 1.0), correct)
    assert track.general == pytest.approx(state.general, abs=1e-9)
    assert track.variance == pytest.approx(state.variance, abs=1e-9)
    assert set(track.skills) == set(state.skills)
    for name in track.skills:
        found, belief = track.skills[name], believe_skill(state, name, None, PARAMETERS)
        assert found.pull * track.general + found.own == pytest.approx(belief.mean, abs=1e-9)


def test_every_feature_has_a_name() -> None:
    asked = Given(("a",), "i", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert len(LearnerTrack(PARAMETERS).look(asked)) == len(NAMES)

"""The learner model: what it refuses, what always holds, and whether its intervals are honest."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.elo import believe_skill, predict_answer, squash, start_state, update_state
from analytics.intervals import Z80
from analytics.parameters import DEFAULTS, Parameters
from analytics.types import LearnerState
from tests.analytics.givens import START, answer

SKILLS = ("a", "b", "c", "d", "e")
pieces = st.builds(
    lambda number, score, skills, weight: answer(number, score, *skills, weight=weight),
    st.integers(0, 9999),
    st.floats(0, 1),
    st.lists(st.sampled_from(SKILLS), max_size=5),
    st.floats(0.01, 1),
)


@pytest.mark.parametrize("score", [-0.01, 1.01, math.nan, math.inf])
def test_a_score_outside_the_scale_is_refused_by_name(score: float) -> None:
    with pytest.raises(ValueError, match="e0007: score"):
        update_state(start_state(), answer(7, score))


@pytest.mark.parametrize("weight", [0.0, -1.0, 1.5, math.nan])
def test_a_weight_outside_its_range_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        update_state(start_state(), answer(1, 1.0, weight=weight))


def test_a_time_without_zone_is_refused() -> None:
    naive = replace(answer(1, 1.0), time=START.replace(tzinfo=None))
    with pytest.raises(ValueError, match="no zone"):
        update_state(start_state(), naive)


def test_evidence_without_skills_moves_only_the_general_ability() -> None:
    piece = replace(answer(1, 1.0), skills=())
    after = update_state(start_state(), piece)
    assert after.general > DEFAULTS.general_mean
    assert after.skills == {}


def test_a_skill_named_twice_counts_once() -> None:
    once = update_state(start_state(), answer(1, 1.0, "a", "b"))
    assert update_state(start_state(), answer(1, 1.0, "a", "b", "a")) == once


def test_evidence_from_before_the_last_does_not_turn_time_back() -> None:
    late = update_state(start_state(), answer(50, 1.0))
    early = update_state(late, answer(10, 1.0))
    assert early.skills["speed"].seen == answer(50, 1.0).time


@given(st.lists(pieces, max_size=40), st.floats(-6, 6), st.floats(0, 0.5))
def test_beliefs_stay_finite_and_no_surer_than_they_may_be(
    history: list, difficulty: float, guess: float
) -> None:
    parameters = Parameters(guess=guess)
    state = start_state(parameters)
    for piece in history:
        state = update_state(state, piece, difficulty, parameters)
        assert 0 < state.variance <= parameters.general_variance
        for skill in state.skills:
            belief = believe_skill(state, skill, None, parameters)
            assert math.isfinite(belief.mean)
            assert 0 < belief.variance < 10
        chance = predict_answer(state, piece.skills, difficulty, None, parameters)
        assert guess <= chance <= 1


@given(st.lists(pieces, max_size=20), st.floats(-4, 4), st.floats(0.05, 1))
def test_right_moves_up_and_wrong_moves_down(
    history: list, difficulty: float, weight: float
) -> None:
    state = start_state()
    for piece in history:
        state = update_state(state, piece)
    right = update_state(state, answer(10000, 1.0, "a", weight=weight), difficulty)
    wrong = update_state(state, answer(10000, 0.0, "a", weight=weight), difficulty)
    middle = update_state(state, answer(10000, 0.5, "a", weight=weight), difficulty)
    low, mid, high = (_mean(one, "a") for one in (wrong, middle, right))
    assert low < _mean(state, "a") < high
    assert low < mid < high


def _mean(state: LearnerState, skill: str) -> float:
    return believe_skill(state, skill).mean


def test_a_lighter_piece_moves_less() -> None:
    moves = [
        _mean(update_state(start_state(), answer(1, 1.0, weight=weight)), "speed")
        for weight in (0.1, 0.3, 0.6, 1.0)
    ]
    assert all(less < more for less, more in pairwise(moves))


def test_a_right_answer_that_may_be_guessed_says_less() -> None:
    plain = update_state(start_state(), answer(1, 1.0))
    guessed = update_state(start_state(), answer(1, 1.0), parameters=Parameters(guess=0.5))
    assert _mean(guessed, "speed") < _mean(plain, "speed")


def test_a_hard_exercise_says_more_when_right_and_less_when_wrong() -> None:
    right = [update_state(start_state(), answer(1, 1.0), d) for d in (-2.0, 2.0)]
    wrong = [update_state(start_state(), answer(1, 0.0), d) for d in (-2.0, 2.0)]
    assert _mean(right[0], "speed") < _mean(right[1], "speed")
    assert _mean(wrong[0], "speed") < _mean(wrong[1], "speed")


def test_the_first_answer_in_a_new_skill_is_informed_by_the_others() -> None:
    strong = weak = start_state()
    for number in range(8):
        strong = update_state(strong, answer(number, 1.0, f"s{number % 4}"))
        weak = update_state(weak, answer(number, 0.0, f"s{number % 4}"))
    assert predict_answer(strong, ["new"]) > predict_answer(start_state(), ["new"]) + 0.1
    assert predict_answer(weak, ["new"]) < predict_answer(start_state(), ["new"]) - 0.1


def test_a_skill_that_was_answered_often_hardly_follows_the_others() -> None:
    state = start_state()
    for number in range(40):
        state = update_state(state, answer(number, 1.0, "a"))
    fallen = state
    for number in range(40, 80):
        fallen = update_state(fallen, answer(number, 0.0, "b"))
    assert _mean(state, "a") - _mean(fallen, "a") < 0.3


def test_certainty_fades_with_time_within_bounds() -> None:
    state = start_state()
    for number in range(30):
        state = update_state(state, answer(number, number % 3 > 0))
    days = [believe_skill(state, "speed", START + timedelta(days=d)).variance for d in (1, 30, 90)]
    assert days[0] < days[1] < days[2]
    ages = believe_skill(state, "speed", START + timedelta(days=100_000))
    assert ages.variance <= state.variance + DEFAULTS.skill_variance
    assert ages.mean == _mean(state, "speed")


@pytest.mark.parametrize("skills", [1, 3])
def test_the_80_percent_interval_holds_8_times_in_10(skills: int) -> None:
    """Learners drawn from the model's own prior: after any number of answers."""
    parameters = Parameters(learning_variance=0.0, difficulty_variance=0.0)
    inside = dict.fromkeys((1, 5, 20, 40), 0)
    learners = 250
    for learner in range(learners):
        random = Random(learner)
        general = random.gauss(parameters.general_mean, parameters.general_variance**0.5)
        truth = {skill: random.gauss(general, 1.0) for skill in SKILLS}
        state = start_state(parameters)
        for number in range(40):
            asked = random.sample(SKILLS, skills)
            difficulty = random.gauss(0, 1)
            chance = squash(sum(truth[skill] for skill in asked) / skills - difficulty)
            piece = answer(number, float(random.random() < chance), *asked)
            state = update_state(state, piece, difficulty, parameters)
            if number + 1 in inside:
                inside[number + 1] += _inside(state, truth, parameters)
    shares = {count: held / learners / len(SKILLS) for count, held in inside.items()}
    assert all(0.76 <= share <= 0.85 for share in shares.values()), shares


def _inside(state: LearnerState, truth: dict[str, float], parameters: Parameters) -> int:
    beliefs = {skill: believe_skill(state, skill, None, parameters) for skill in truth}
    return sum(
        abs(truth[skill] - belief.mean) <= Z80 * belief.variance**0.5
        for skill, belief in beliefs.items()
    )


def test_an_update_is_cheap() -> None:
    """Ten skills in the history, one in the answer; the bound is that of the answer's path."""
    state = start_state()
    times = []
    for number in range(2000):
        piece = answer(number, number % 3 > 0, f"s{number % 10}")
        begun = perf_counter()
        state = update_state(state, piece)
        times.append(perf_counter() - begun)
    assert sorted(times)[1000] < 50e-6

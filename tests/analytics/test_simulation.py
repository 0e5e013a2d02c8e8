"""The simulated world: repeatable, and its laws go the right way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.simulation.world import World

WORLD = World(seed=7)


def test_everything_follows_from_the_seed_in_any_order() -> None:
    first = [WORLD.answer("ada", "speed", 0.3, 0.0, n) for n in range(50)]
    again = [World(seed=7).answer("ada", "speed", 0.3, 0.0, n) for n in reversed(range(50))]
    other = [World(seed=8).answer("ada", "speed", 0.3, 0.0, n) for n in range(50)]
    assert first == again[::-1]
    assert first != other


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_guessing_and_slipping_bound_the_chance(ability: float, difficulty: float) -> None:
    assert WORLD.guess <= WORLD.p_correct(ability, difficulty) <= 1 - WORLD.slip


@given(st.floats(-4, 2.9), st.floats(-4, 4))
def test_practice_teaches_up_to_the_ceiling(ability: float, difficulty: float) -> None:
    assert ability < WORLD.practise(ability, difficulty) <= WORLD.ceiling


@given(st.floats(-3, 3), st.floats(0, 3), st.floats(0, 1000))
def test_forgetting_never_falls_below_the_start(start: float, learnt: float, days: float) -> None:
    left = WORLD.forget(start + learnt, start, days)
    assert start - 1e-9 <= left <= start + learnt


def test_answers_come_as_often_right_as_the_chance_says() -> None:
    right = sum(WORLD.answer("ada", "speed", 1.0, 0.0, n).correct for n in range(4000))
    assert right / 4000 == pytest.approx(WORLD.p_correct(1.0, 0.0), abs=0.025)


def test_candid_learners_say_their_chance() -> None:
    candid = replace(WORLD, candour=1.0)
    assert candid.answer("ada", "speed", 0.5, 0.0, 1).confidence == candid.p_correct(0.5, 0.0)

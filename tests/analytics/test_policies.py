"""The simulation of policies: paired, repeatable, open to new worlds; the laws of its worlds."""

from __future__ import annotations

import pytest

from analytics.simulation.course import Plan, build_course
from analytics.simulation.learner import SimulatedLearner
from analytics.simulation.policies import BASELINE, POLICIES
from analytics.simulation.runner import Outcome, compare_outcomes, run_learners
from analytics.simulation.world import Step, World
from analytics.simulation.worlds import ASIDE, TUNED, WORLDS, register_world

SMALL = Plan(skills=4, per_skill=3, sessions=4, answers=5)
EASY = Step("ada", "s", ability=1.0, difficulty=-3.0, correct=True)


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="steady already"):
        register_world("steady", World)


def test_ten_worlds_to_tune_on_and_four_kept_aside() -> None:
    assert len(TUNED) == 10
    assert len(ASIDE) == 4
    assert set(TUNED).isdisjoint(ASIDE)
    assert {*TUNED, *ASIDE} <= set(WORLDS)


@pytest.mark.parametrize("name", WORLDS)
def test_prerequisites_that_are_not_known_slow_learning_in_every_world(name: str) -> None:
    world = WORLDS[name](3)
    known, unknown = (
        sum(
            world.learn(Step(f"l{n}", "s", -1.0, -1.0, True, readiness=ready)) + 1.0
            for n in range(200)
        )
        for ready in (1.0, 0.0)
    )
    assert 0 <= unknown < known


@pytest.mark.parametrize("name", WORLDS)
def test_an_answer_never_unteaches(name: str) -> None:
    world = WORLDS[name](3)
    for ability in (-3.0, 0.0, 2.5):
        for right in (True, False):
            assert world.learn(Step("l", "s", ability, 0.0, right, answers=3)) >= ability


def test_true_prerequisites_come_earlier_and_wrong_edges_are_as_many_as_the_world_says() -> None:
    told = build_course(World(1, wrong_edges=0.0), Plan())
    for node in told.nodes:
        assert all(other < node.id for other in told.requires[node.id])
        assert node.requires == told.requires[node.id]
    wrong = build_course(World(1, wrong_edges=1.0), Plan())
    kept = [set(node.requires) <= set(wrong.requires[node.id]) for node in wrong.nodes[1:]]
    assert sum(kept) < len(kept) / 4


def test_a_learner_forgets_between_sessions_and_less_where_answers_make_it_stable() -> None:
    world = WORLDS["forgetful"](1)
    course = build_course(world, SMALL)
    begin, later = course.times()[0], course.exam_time()

    def lose(answers: int) -> float:
        learner = SimulatedLearner(world, course, "ada")
        for _ in range(answers):
            learner.answer("s00/0", "s00", begin)
        learnt = learner.ability_at("s00", begin) - learner.starts["s00"]
        left = learner.ability_at("s00", later) - learner.starts["s00"]
        assert 0 < left < learnt
        return 1 - left / learnt

    assert lose(8) < lose(1)


def test_what_is_learnt_carries_over_to_what_builds_on_it_and_to_nothing_else() -> None:
    world = WORLDS["kindred"](1)
    learner = SimulatedLearner(world, build_course(world, SMALL), "ada")
    before = dict(learner.abilities)
    learner.answer("s00/0", "s00", learner.course.times()[0])
    gained = {skill: learner.abilities[skill] - before[skill] for skill in before}
    for skill, needed in learner.course.requires.items():
        carried = world.transfer * gained["s00"] if "s00" in needed else 0.0
        assert skill == "s00" or gained[skill] == pytest.approx(carried)
    assert gained["s00"] > gained["s01"] > 0


def test_a_bad_day_is_answered_worse_and_teaches_less() -> None:
    world = WORLDS["weather"](1)
    moods = {world.mood("ada", day) for day in range(50)}
    assert min(moods) < -0.5
    assert max(moods) > 0.5
    bad, good = (world.learn(Step("ada", "s", 0.0, 0.0, True, mood=mood)) for mood in (-1.0, 1.0))
    assert 0 < bad < good


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_is_played_to_the_end_and_again_alike(name: str) -> None:
    first, again = (
        list(run_learners(WORLDS["steady"](1), POLICIES[name](), 2, SMALL)) for _ in range(2)
    )
    assert first == again
    assert all(0 < one.exam < 1 for one in first)


def test_the_baseline_against_itself_gains_nothing() -> None:
    played = [list(run_learners(WORLDS["steady"](1), POLICIES[BASELINE](), 4, SMALL))]
    same = compare_outcomes(played, played)
    assert (same.gain, same.gain_spread, same.lowest_gain) == (0.0, 0.0, 0.0)


def test_gains_are_shares_of_the_baseline_and_the_lowest_fourth_stands_alone() -> None:
    theirs = [[Outcome(score, 0) for score in (0.2, 0.4, 0.6, 0.8)]] * 2
    ours = [
        [Outcome(score, 1) for score in (0.1, 0.5, 0.7, 0.9)],
        [Outcome(score, 3) for score in (0.1, 0.4, 0.7, 0.8)],
    ]
    found = compare_outcomes(ours, theirs)
    assert found.gain == pytest.approx(0.05)
    assert found.gain_spread == pytest.approx(0.0707, abs=1e-4)
    assert found.lowest_gain == pytest.approx(-0.5)
    assert found.mastered == 2.0


def test_teaching_more_helps_a_policy_more_than_teaching_nothing() -> None:
    """Learners who never learn score alike under every policy; those who do, do not."""

    def exams(rate: float) -> set[float]:
        world = World(1, rate=rate, dependence=0.9)
        return {
            round(sum(one.exam for one in run_learners(world, POLICIES[name](), 3, SMALL)), 9)
            for name in ("gated", "random", "fixed")
        }

    assert len(exams(0.0)) == 1
    assert len(exams(0.2)) == 3

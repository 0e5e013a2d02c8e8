"""Plays policies against learners and holds what comes of it against the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from analytics.elo import start_state, update_state
from analytics.memory import Recollection
from analytics.simulation.course import Course, Plan, build_course
from analytics.simulation.learner import SimulatedLearner
from analytics.simulation.policies import Policy, Situation
from analytics.simulation.world import World
from analytics.types import Evidence, Profile


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one learner: the expected exam score in [0, 1], and how many skills are mastered."""

    exam: float
    mastered: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A policy in a world. Scores are means in [0, 1]; differences are shares of the baseline's
    score with the same learners, and their spread is the deviation between seeds."""

    exam: float
    lowest: float
    mastered: float
    gain: float
    gain_spread: float
    lowest_gain: float
    lowest_gain_spread: float


def run_learners(
    world: World, policy: Policy, learners: int, plan: Plan | None = None
) -> Iterator[Outcome]:
    """The same learners and the same luck for every policy, since all follows from the seed."""
    course = build_course(world, plan or Plan())
    for number in range(learners):
        yield run_learner(course, policy, SimulatedLearner(world, course, f"l{number}"))


def run_learner(course: Course, policy: Policy, learner: SimulatedLearner) -> Outcome:
    state = start_state()
    choices = list(course.choices)
    places = {choice.exercise: place for place, choice in enumerate(choices)}
    history: list[Evidence] = []
    recollection = Recollection()
    random = Random(f"{learner.world.seed}/{learner.name}/policy")
    for number, now in enumerate(course.times()):
        # The state is all that a fold would give: read_mastery judges every skill by it.
        profile = Profile(learner.name, {}, state)
        at = Situation(profile, course.nodes, choices, history, recollection, now, random)
        chosen = choices[places[policy.choose(at)]]
        correct = learner.answer(chosen.exercise, chosen.skills[0], now)
        piece = Evidence(
            f"e{number:04}", learner.name, chosen.skills, float(correct), now, chosen.exercise
        )
        state = update_state(state, piece, chosen.difficulty)
        recollection = recollection.after_evidence(piece)
        history.append(piece)
        choices[places[chosen.exercise]] = replace(chosen, answered=True)
    return Outcome(learner.sit_exam(), learner.count_mastered())


def compare_outcomes(
    ours: Sequence[Sequence[Outcome]], theirs: Sequence[Sequence[Outcome]]
) -> Compared:
    """Both hold one list of outcomes per seed, of the same learners in the same order.

    The lowest quartile is taken in each policy by itself: the weakest under it.
    """
    exams, lows = _means(ours), _lowest(ours)
    gains = exams / _means(theirs) - 1
    low_gains = lows / _lowest(theirs) - 1
    return Compared(
        exam=float(exams.mean()),
        lowest=float(lows.mean()),
        mastered=float(np.mean([[one.mastered for one in seed] for seed in ours])),
        gain=float(gains.mean()),
        gain_spread=float(gains.std(ddof=1)) if len(gains) > 1 else 0.0,
        lowest_gain=float(low_gains.mean()),
        lowest_gain_spread=float(low_gains.std(ddof=1)) if len(low_gains) > 1 else 0.0,
    )


def _means(seeds: Sequence[Sequence[Outcome]]) -> np.ndarray:
    return np.array([np.mean([one.exam for one in seed]) for seed in seeds])


def _lowest(seeds: Sequence[Sequence[Outcome]]) -> np.ndarray:
    return np.array([_lowest_quartile([one.exam for one in seed]) for seed in seeds])


def _lowest_quartile(scores: Sequence[float]) -> float:
    """The mean of the lower fourth."""
    return float(np.mean(sorted(scores)[: max(1, len(scores) // 4)]))

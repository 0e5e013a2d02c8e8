"""Small simulated schools, and settings under which a planner learns in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from generators.exercise.content import Bloom, Kind
from generators.exercise.worksheet import LearnerState, PlannedSheet, Slot
from generators.planner.settings import TrainSettings
from generators.planner.sheets import Prepared, prepare_sheets
from generators.planner.skill_map import SkillMap, make_map
from generators.planner.world import simulate_sheets

QUICK = TrainSettings(warm_steps=40, critic_steps=30, tune_steps=4, batch=32, look=10, pool=1)


def small_map(skills: int = 8) -> SkillMap:
    return make_map("small", [f"s{at}" for at in range(skills)], [at // 3 for at in range(skills)])


@lru_cache
def small_school(learners: int = 50, skills: int = 8, seed: int = 1) -> Prepared:
    world = simulate_sheets(small_map(skills), seed, learners, each=4, length=4)
    return prepare_sheets(one.dated for one in world)


def make_sheet(
    skills: Sequence[str] = ("a", "b"), difficulties: Sequence[float] = (-1, 0, 1), p: float = 0.7
) -> PlannedSheet:
    slots = [
        Slot(
            skill=skills[at % len(skills)],
            bloom=list(Bloom)[at % 6],
            kind=list(Kind)[at % 7],
            difficulty=difficulty,
            minutes=2,
            p_correct=p,
        )
        for at, difficulty in enumerate(difficulties)
    ]
    return PlannedSheet(
        learner=LearnerState(mastery=dict.fromkeys(skills, 0.6)), sheet=tuple(slots)
    )

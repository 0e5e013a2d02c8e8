"""Worksheets that simulated teachers make for learners of the simulated worlds: a planner can learn
from them what the worlds' own courses and learners are like.

The worlds kept aside give none, and the teachers' skills are those of one course.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from analytics.simulation.course import BEGIN, Course, Plan, build_course
from analytics.simulation.learner import SimulatedLearner
from analytics.simulation.runner import run_learner
from analytics.simulation.worlds import TUNED, WORLDS
from generators.exercise.worksheet import PlannedSheet
from generators.planner.sheets import DatedSheet
from generators.planner.skill_map import SkillMap
from generators.planner.teacher import Teacher
from generators.planner.world import CONTEXTS, STYLES
from jobs.planner_trial import Occasion, SheetPolicy

LENGTH = 6
LESSON = 3  # skills of one lesson
REACHED = 0.75  # the mastery of what a teacher takes to lie behind a learner


@dataclass(slots=True)
class _Teaching:
    """Makes sheets for one learner and keeps them."""

    teacher: Teacher
    random: Random
    kept: list[tuple[int, PlannedSheet]] = field(default_factory=list)
    style: str = field(init=False)
    interests: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.style = self.random.choice(STYLES)
        self.interests = tuple(sorted(self.random.sample(CONTEXTS, 2)))

    def plan(self, at: Occasion) -> PlannedSheet:
        state = at.learner.model_copy(update={"interests": self.interests})
        behind = sum(p >= REACHED for p in state.mastery.values()) / len(state.mastery)
        slots = self.teacher.make_sheet(
            state, min(0.97, behind + 0.02), self.style, 1.0, LENGTH, self.random
        )
        sheet = PlannedSheet(learner=state, sheet=slots)
        self.kept.append((at.seed, sheet))
        return sheet


def teach_worlds(seed: int, learners: int, each: int) -> Iterator[DatedSheet]:
    """`each` of the sheets of each of `learners` in each world of development."""
    for name in TUNED:
        world = WORLDS[name](seed)
        course = build_course(world, Plan())
        teacher = Teacher(_map(course), seed)
        for number in range(learners):
            teaching = _Teaching(teacher, Random(f"{seed}/{name}/{number}/teacher"))
            policy = SheetPolicy(teaching.plan, [node.id for node in course.nodes])
            run_learner(course, policy, SimulatedLearner(world, course, f"l{number}"))
            some = teaching.random.sample(teaching.kept, min(each, len(teaching.kept)))
            for answers, sheet in sorted(some, key=lambda one: one[0]):
                yield DatedSheet(f"{name}/{number}", BEGIN + timedelta(hours=answers), sheet)


def _map(course: Course) -> SkillMap:
    skills = tuple(node.id for node in course.nodes)
    lessons = tuple(place // LESSON for place in range(len(skills)))
    return SkillMap("worlds", skills, lessons, {node.id: node.requires for node in course.nodes})

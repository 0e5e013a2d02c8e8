"""A simulated course: skills with prerequisites, exercises, a calendar and an exam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from analytics.simulation.world import World
from analytics.types import Choice, SkillNode

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a course is.

    skills, per_skill: how many, and how many exercises each has.
    sessions, answers: how often a learner comes, `every` so many days, and answers per session.
    exam_after: days from the last session to the exam.
    difficulty_spread: of the exercises, in logits.
    difficulty_error: of what the tool believes of an exercise's difficulty, in logits.
    """

    skills: int = 20
    per_skill: int = 15
    sessions: int = 15
    answers: int = 10
    every: float = 2.5
    exam_after: float = 7.0
    difficulty_spread: float = 1.0
    difficulty_error: float = 0.4


@dataclass(frozen=True, slots=True)
class Course:
    """`nodes` and `choices` are what the tool is told; `requires` and `difficulties` are true."""

    plan: Plan
    nodes: tuple[SkillNode, ...]
    choices: tuple[Choice, ...]
    requires: dict[str, tuple[str, ...]]
    difficulties: dict[str, float]

    def times(self) -> list[datetime]:
        """When each answer is given: a minute apart within a session."""
        return [
            BEGIN + timedelta(days=session * self.plan.every, minutes=minute)
            for session in range(self.plan.sessions)
            for minute in range(self.plan.answers)
        ]

    def exam_time(self) -> datetime:
        return self.times()[-1] + timedelta(days=self.plan.exam_after)


def build_course(world: World, plan: Plan) -> Course:
    """Drawn by the world's seed. True prerequisites come earlier in the course; those of its
    edges that are wrong point anywhere, backwards too, so that circles may come about."""
    random = Random(f"{world.seed}/course")
    names = [f"s{number:02}" for number in range(plan.skills)]
    requires = {name: _draw_earlier(random, names[:place]) for place, name in enumerate(names)}
    nodes = tuple(
        SkillNode(name, place, _draw_told(random, world.wrong_edges, name, names, requires[name]))
        for place, name in enumerate(names)
    )
    difficulties = {
        f"{name}/{number}": random.gauss(0.0, plan.difficulty_spread)
        for name in names
        for number in range(plan.per_skill)
    }
    choices = tuple(
        Choice(exercise, (exercise.split("/")[0],), true + random.gauss(0, plan.difficulty_error))
        for exercise, true in difficulties.items()
    )
    return Course(plan, nodes, choices, requires, difficulties)


def _draw_earlier(random: Random, earlier: list[str]) -> tuple[str, ...]:
    near = earlier[-4:]
    return tuple(sorted(random.sample(near, min(len(near), random.choice((1, 1, 2))))))


def _draw_told(
    random: Random, wrong: float, name: str, names: list[str], true: tuple[str, ...]
) -> tuple[str, ...]:
    others = [other for other in names if other != name]
    told = (random.choice(others) if random.random() < wrong else one for one in true)
    return tuple(dict.fromkeys(told))

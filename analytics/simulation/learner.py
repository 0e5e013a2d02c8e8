"""A simulated learner: what they really can, which no policy sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from analytics.elo import DAY, squash
from analytics.simulation.course import BEGIN, Course
from analytics.simulation.world import Step, World

EXAM_DIFFICULTIES = (-1.0, 0.0, 1.0)
MASTERED = 0.8  # true P(knowing) of an average exercise


@dataclass(slots=True)
class SimulatedLearner:
    """`abilities` are as of the last answer in the skill."""

    world: World
    course: Course
    name: str
    starts: dict[str, float] = field(init=False)
    abilities: dict[str, float] = field(init=False)
    seen: dict[str, datetime] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        skills = [node.id for node in self.course.nodes]
        self.starts = {skill: self.world.start_ability(self.name, skill) for skill in skills}
        self.abilities = dict(self.starts)

    def answer(self, exercise: str, skill: str, time: datetime) -> bool:
        """Answers, and learns by it."""
        ability, done = self.ability_at(skill, time), self.answers.get(skill, 0)
        difficulty = self.course.difficulties[exercise]
        mood = self.world.mood(self.name, (time - BEGIN).days)
        correct = self.world.answer(self.name, skill, ability + mood, difficulty, done).correct
        seen = self.seen.get(skill)
        days = (time - seen).total_seconds() / DAY if seen else None
        ready = self._readiness(skill, time)
        step = Step(self.name, skill, ability, difficulty, correct, ready, done, days, mood)
        self.abilities[skill] = self.world.learn(step)
        self.seen[skill] = time
        self.answers[skill] = done + 1
        self._carry_over(skill, self.abilities[skill] - ability)
        return correct

    def ability_at(self, skill: str, time: datetime) -> float:
        """In logits, after what was forgotten since the last answer."""
        seen = self.seen.get(skill)
        if seen is None:
            return self.starts[skill]
        days = (time - seen).total_seconds() / DAY
        slowed = days / self.world.stability(self.answers[skill])
        return self.world.forget(self.abilities[skill], self.starts[skill], slowed)

    def sit_exam(self) -> float:
        """The expected score in [0, 1]: every skill, easy to hard."""
        time = self.course.exam_time()
        chances = [
            self.world.p_correct(self.ability_at(skill, time), difficulty)
            for skill in self.abilities
            for difficulty in EXAM_DIFFICULTIES
        ]
        return sum(chances) / len(chances)

    def count_mastered(self) -> int:
        """Skills that the learner really masters at the exam."""
        time = self.course.exam_time()
        return sum(squash(self.ability_at(skill, time)) >= MASTERED for skill in self.abilities)

    def _carry_over(self, skill: str, gain: float) -> None:
        """What was learnt helps where it is built upon. It is kept as a better start: a skill that
        was never practised has nothing to forget."""
        for other, needed in self.course.requires.items():
            if self.world.transfer and skill in needed:
                carried = self.world.transfer * gain
                self.starts[other] += carried
                self.abilities[other] += carried

    def _readiness(self, skill: str, time: datetime) -> float:
        needed = self.course.requires[skill]
        if not needed:
            return 1.0
        return sum(squash(self.ability_at(other, time)) for other in needed) / len(needed)

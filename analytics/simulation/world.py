"""A simulated world: learners whose true abilities are known, so that estimates and policies can
be judged. A world is one small class: subclass it and change a law to make another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from analytics.elo import squash


@dataclass(frozen=True, slots=True)
class SimulatedAnswer:
    """`confidence` is what the learner says before seeing the result, in [0, 1]."""

    correct: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Step:
    """What a learner just did, as far as learning may depend on it.

    `readiness` is the mean chance in [0, 1] that the true prerequisites are known, 1 without any.
    `answers` counts those in the skill before this one, `days` how long ago the last one was.
    `mood` is the day's, in logits.
    """

    learner: str
    skill: str
    ability: float
    difficulty: float
    correct: bool
    readiness: float = 1.0
    answers: int = 0
    days: float | None = None
    mood: float = 0.0

    def chance(self) -> float:
        return squash(self.ability - self.difficulty)


@dataclass(frozen=True, slots=True)
class World:
    """Everything follows from `seed`, in whatever order it is asked. Abilities are logits.

    mean, spread: of what a learner's skills share at the start.
    skill_spread: how much one learner's skills differ at the start.
    guess, slip: P(right) without any, P(wrong) with every ability.
    rate: share of the way to `ceiling` that one answer at the right difficulty teaches.
    forgetting: share of what was learnt that is lost per day.
    candour: how closely confidence follows the true chance, in [0, 1].
    dependence: share of learning that is lost where no prerequisite is known, in [0, 1].
    wrong_edges: share of the prerequisites that a course names which are not true ones.
    transfer: share of what is learnt in a skill that is learnt in those that build on it, too.
    """

    seed: int
    mean: float = 0.0
    spread: float = 0.8
    skill_spread: float = 0.6
    guess: float = 0.15
    slip: float = 0.05
    rate: float = 0.04
    ceiling: float = 3.0
    forgetting: float = 0.01
    candour: float = 0.7
    dependence: float = 0.3
    wrong_edges: float = 0.1
    transfer: float = 0.0

    def start_ability(self, learner: str, skill: str) -> float:
        general = self._random(learner).gauss(self.mean, self.spread)
        return general + self._random(learner, skill).gauss(0.0, self.skill_spread)

    def p_correct(self, ability: float, difficulty: float) -> float:
        return self.guess + (1 - self.guess - self.slip) * squash(ability - difficulty)

    def practise(self, ability: float, difficulty: float) -> float:
        """The ability after an answer: most is learnt where the outcome is open."""
        known = squash(ability - difficulty)
        return ability + self.rate * 4 * known * (1 - known) * max(0.0, self.ceiling - ability)

    def learn(self, step: Step) -> float:
        """The ability after a step in a course with prerequisites."""
        gain = self.practise(step.ability, step.difficulty) - step.ability
        return step.ability + gain * (1 - self.dependence * (1 - step.readiness))

    def forget(self, ability: float, start: float, days: float) -> float:
        """The ability after days without practice; it falls back to the start at most."""
        learnt = max(0.0, ability - start)
        return ability - learnt * (1 - math.exp(-self.forgetting * max(0.0, days)))

    def answer(
        self, learner: str, skill: str, ability: float, difficulty: float, attempt: int
    ) -> SimulatedAnswer:
        """What the learner with that ability does at the attempt of that number."""
        chance = self.p_correct(ability, difficulty)
        random = self._random(learner, skill, str(attempt))
        correct = random.random() < chance
        felt = self.candour * chance + (1 - self.candour) * random.random()
        return SimulatedAnswer(correct, felt)

    def stability(self, answers: int) -> float:
        """By how much the answers so far slow forgetting down; 1 is not at all."""
        del answers
        return 1.0

    def mood(self, learner: str, day: int) -> float:
        """By how many logits the learner is better than usual on a day of the course."""
        del learner, day
        return 0.0

    def _random(self, *names: str) -> Random:
        return Random("/".join((str(self.seed), *names)))

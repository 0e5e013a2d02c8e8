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
class World:
    """Everything follows from `seed`, in whatever order it is asked. Abilities are logits.

    mean, spread: of what a learner's skills share at the start.
    skill_spread: how much one learner's skills differ at the start.
    guess, slip: P(right) without any, P(wrong) with every ability.
    rate: share of the way to `ceiling` that one answer at the right difficulty teaches.
    forgetting: share of what was learnt that is lost per day.
    candour: how closely confidence follows the true chance, in [0, 1].
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

    def start_ability(self, learner: str, skill: str) -> float:
        general = self._random(learner).gauss(self.mean, self.spread)
        return general + self._random(learner, skill).gauss(0.0, self.skill_spread)

    def p_correct(self, ability: float, difficulty: float) -> float:
        return self.guess + (1 - self.guess - self.slip) * squash(ability - difficulty)

    def practise(self, ability: float, difficulty: float) -> float:
        """The ability after an answer: most is learnt where the outcome is open."""
        known = squash(ability - difficulty)
        return ability + self.rate * 4 * known * (1 - known) * max(0.0, self.ceiling - ability)

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

    def _random(self, *names: str) -> Random:
        return Random("/".join((str(self.seed), *names)))

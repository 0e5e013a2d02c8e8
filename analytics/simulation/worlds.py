"""The worlds by name. Another one is a class here, or a call of `register_world`.

TUNED are those in which the policy was developed; ASIDE were kept away from it and are reported
on their own, so that what holds in a world nobody looked at can be told from what was fitted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from analytics.simulation.world import Step, World

WORLDS: dict[str, type[World]] = {}
ASIDE = ("talents", "moods")


def register_world(name: str, world: type[World]) -> None:
    """Raises ValueError for a name that is taken."""
    if name in WORLDS:
        raise ValueError(f"there is a world called {name} already")
    WORLDS[name] = world


@dataclass(frozen=True, slots=True)
class SteadyWorld(World):
    """Most is learnt where the outcome is open; little is forgotten."""

    mean: float = -1.5
    rate: float = 0.1
    dependence: float = 0.7


@dataclass(frozen=True, slots=True)
class LadderWorld(World):
    """What stands on a shaky step is hardly learnt: prerequisites are real, and named rightly."""

    mean: float = -1.8
    rate: float = 0.13
    dependence: float = 0.95
    wrong_edges: float = 0.0
    forgetting: float = 0.003


@dataclass(frozen=True, slots=True)
class MislabelledWorld(World):
    """Half of the prerequisites that the course names are none."""

    mean: float = -1.5
    rate: float = 0.1
    dependence: float = 0.8
    wrong_edges: float = 0.5


@dataclass(frozen=True, slots=True)
class ForgetfulWorld(World):
    """Much is forgotten, and less after each answer that came after a rest."""

    mean: float = -1.4
    rate: float = 0.13
    forgetting: float = 0.06
    dependence: float = 0.7

    def stability(self, answers: int) -> float:
        return 1.0 + 0.25 * answers


@dataclass(frozen=True, slots=True)
class GuessingWorld(World):
    """A third is guessed right and a tenth slips, so that answers say little."""

    mean: float = -1.5
    rate: float = 0.11
    dependence: float = 0.7
    guess: float = 0.33
    slip: float = 0.1


@dataclass(frozen=True, slots=True)
class InsightWorld(World):
    """A skill is understood at one blow or not at all, as knowledge tracing has it."""

    mean: float = -1.8
    spread: float = 0.5
    forgetting: float = 0.005
    dependence: float = 0.85
    insight: float = 0.25
    jump: float = 3.5

    def learn(self, step: Step) -> float:
        if step.ability > self.mean + self.jump / 2:
            return step.ability + 0.05
        ready = 1 - self.dependence * (1 - step.readiness)
        drawn = self._random(step.learner, step.skill, "insight", str(step.answers)).random()
        return step.ability + (self.jump if drawn < self.insight * ready else 0.0)


@dataclass(frozen=True, slots=True)
class TalentsWorld(World):
    """Learners differ fourfold in how fast they learn; each answer in a skill teaches less than
    the one before, whatever its difficulty (the power law of practice)."""

    mean: float = -1.6
    step: float = 0.7
    dependence: float = 0.8
    forgetting: float = 0.015
    wrong_edges: float = 0.25

    def learn(self, step: Step) -> float:
        talent = 0.5 * math.pow(4, self._random(step.learner, "talent").random())
        ready = 1 - self.dependence * (1 - step.readiness)
        return step.ability + self.step * talent * ready / math.pow(1 + step.answers, 0.6)


@dataclass(frozen=True, slots=True)
class MoodsWorld(World):
    """Right answers teach and wrong ones hardly do; what is far too hard discourages, so that
    nothing is taken in. Forgetting is quick, guessing frequent, a third of the edges wrong."""

    mean: float = -1.3
    gain: float = 0.5
    guess: float = 0.25
    forgetting: float = 0.03
    dependence: float = 0.75
    wrong_edges: float = 0.33

    def learn(self, step: Step) -> float:
        chance = step.chance()
        taken = 0.0 if chance < 0.25 else 1.0 if step.correct else 0.35
        room = max(0.0, self.ceiling - step.ability) / self.ceiling
        ready = 1 - self.dependence * (1 - step.readiness)
        return step.ability + self.gain * taken * room * ready * (1.2 - chance)


register_world("steady", SteadyWorld)
register_world("ladder", LadderWorld)
register_world("mislabelled", MislabelledWorld)
register_world("forgetful", ForgetfulWorld)
register_world("guessing", GuessingWorld)
register_world("insight", InsightWorld)
register_world("talents", TalentsWorld)
register_world("moods", MoodsWorld)
TUNED = tuple(name for name in WORLDS if name not in ASIDE)

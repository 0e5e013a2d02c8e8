"""The worlds by name. Another one is a class here, or a call of `register_world`.

TUNED are those in which the policy was developed; ASIDE were kept away from it and are reported
on their own, so that what holds in a world nobody looked at can be told from what was fitted.
"talents" and "moods" were played twice; "massed" and "corrections" came with "even" to "kindred",
which later changes of the policy were developed in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from analytics.elo import squash
from analytics.simulation.world import Step, World

WORLDS: dict[str, type[World]] = {}
ASIDE = ("talents", "moods", "massed", "corrections")


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


@dataclass(frozen=True, slots=True)
class EvenWorld(World):
    """Each answer closes the same share of the gap to the ceiling, whatever its difficulty."""

    mean: float = -1.6
    rate: float = 0.07
    dependence: float = 0.7
    wrong_edges: float = 0.2
    forgetting: float = 0.012

    def practise(self, ability: float, difficulty: float) -> float:
        del difficulty
        return ability + self.rate * max(0.0, self.ceiling - ability)


@dataclass(frozen=True, slots=True)
class WeatherWorld(World):
    """Days differ: on a bad one a learner answers worse than they know and takes less in, so that
    what a session shows is not what is known."""

    mean: float = -1.5
    rate: float = 0.1
    dependence: float = 0.7
    guess: float = 0.2
    swing: float = 1.0  # deviation between a learner's days, in logits

    def mood(self, learner: str, day: int) -> float:
        return self._random(learner, "day", str(day)).gauss(0.0, self.swing)

    def learn(self, step: Step) -> float:
        gain = World.learn(self, step) - step.ability
        return step.ability + gain * 2 * squash(step.mood)


@dataclass(frozen=True, slots=True)
class PacesWorld(World):
    """Learners, and skills for a learner, differ widely in how much an answer teaches: the
    quick fourth learns three times as fast as the slow one."""

    mean: float = -1.5
    spread: float = 1.0
    rate: float = 0.09
    dependence: float = 0.75
    wrong_edges: float = 0.25
    forgetting: float = 0.015
    paces: float = 0.55  # deviation of the logarithm, between learners and between skills

    def learn(self, step: Step) -> float:
        own = self._random(step.learner, "pace").gauss(0.0, self.paces)
        here = self._random(step.learner, step.skill, "pace").gauss(0.0, self.paces / 2)
        gain = World.learn(self, step) - step.ability
        room = max(0.0, self.ceiling - step.ability)
        return step.ability + min(gain * math.exp(own + here), room)


@dataclass(frozen=True, slots=True)
class KindredWorld(World):
    """A third of what is learnt helps in the skills that build on it; each answer of a skill
    teaches less than the one before; half of the prerequisites that the course names are none."""

    mean: float = -1.7
    step: float = 0.45
    dependence: float = 0.5
    transfer: float = 0.3
    wrong_edges: float = 0.5

    def learn(self, step: Step) -> float:
        ready = 1 - self.dependence * (1 - step.readiness)
        room = max(0.0, self.ceiling - step.ability) / self.ceiling
        return step.ability + self.step * ready * min(room, 1.0) / math.sqrt(1 + step.answers)


@dataclass(frozen=True, slots=True)
class MassedWorld(World):
    """What follows within hours in the same skill teaches little; what comes back after a day or
    more teaches much, and holds (the spacing effect)."""

    mean: float = -1.5
    rate: float = 0.2
    dependence: float = 0.7
    forgetting: float = 0.03
    wrong_edges: float = 0.2
    massed: float = 0.4  # of a lesson that comes at once after another

    def learn(self, step: Step) -> float:
        gain = World.learn(self, step) - step.ability
        rested = step.days is None or step.days >= 0.5
        return step.ability + gain * (1.0 if rested else self.massed)

    def stability(self, answers: int) -> float:
        return 1.0 + 0.1 * answers


@dataclass(frozen=True, slots=True)
class CorrectionsWorld(World):
    """Errors teach, by the feedback that follows; what was right already teaches little, and what
    is far too hard is not understood when it is explained."""

    mean: float = -1.4
    gain: float = 0.32
    dependence: float = 0.7
    forgetting: float = 0.012
    wrong_edges: float = 0.3

    def learn(self, step: Step) -> float:
        taken = 0.4 if step.correct else 1.0 if step.chance() > 0.15 else 0.3
        room = max(0.0, self.ceiling - step.ability) / self.ceiling
        ready = 1 - self.dependence * (1 - step.readiness)
        return step.ability + self.gain * taken * min(room, 1.0) * ready


register_world("steady", SteadyWorld)
register_world("ladder", LadderWorld)
register_world("mislabelled", MislabelledWorld)
register_world("forgetful", ForgetfulWorld)
register_world("guessing", GuessingWorld)
register_world("insight", InsightWorld)
register_world("talents", TalentsWorld)
register_world("moods", MoodsWorld)
register_world("even", EvenWorld)
register_world("weather", WeatherWorld)
register_world("paces", PacesWorld)
register_world("kindred", KindredWorld)
register_world("massed", MassedWorld)
register_world("corrections", CorrectionsWorld)
TUNED = tuple(name for name in WORLDS if name not in ASIDE)

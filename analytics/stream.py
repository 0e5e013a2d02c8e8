"""The learner model of `analytics.elo` for long histories: the same figures, changed in place.

A rebuild after a refit folds every answer ever given. Plain floats that are overwritten cost a
fraction of new values for each answer; a property test holds both to 1e-9. Times are seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeVar

from analytics.elo import DAY, squash
from analytics.parameters import Parameters
from analytics.types import LearnerState, SkillState


class StreamedAnswer(NamedTuple):
    """`skills` each once; `time` in seconds since 1970; difficulty in logits; score in [0, 1]."""

    skills: Sequence[str]
    time: float
    score: float
    difficulty: float = 0.0
    weight: float = 1.0


class SkillStream:
    """As `SkillState`; `seen` is the time of the last answer."""

    __slots__ = ("answers", "own", "pull", "seen", "variance")

    def __init__(self, variance: float) -> None:
        self.pull, self.own, self.variance = 1.0, 0.0, variance
        self.answers, self.seen = 0, 0.0


S = TypeVar("S", bound=SkillStream)


class BeliefStream(Generic[S]):
    """`skill` makes what is kept of a skill, out of its variance before any answer."""

    __slots__ = ("_parameters", "_skill", "general", "skills", "variance")

    def __init__(self, parameters: Parameters, skill: Callable[[float], S]) -> None:
        self._parameters, self._skill = parameters, skill
        self.general, self.variance = parameters.general_mean, parameters.general_variance
        self.skills: dict[str, S] = {}

    def mix(self, skills: Sequence[str], time: float) -> tuple[float, float, float]:
        """Pull, own ability and its variance of what an answer of these comes from."""
        if not skills:
            return 1.0, 0.0, self._parameters.skill_variance
        pull = own = variance = 0.0
        for name in skills:
            skill = self.skills.get(name)
            if skill is None:
                pull, variance = pull + 1.0, variance + self._parameters.skill_variance
            else:
                pull, own = pull + skill.pull, own + skill.own
                variance += self._fade(skill, time)
        count = len(skills)
        return pull / count, own / count, variance / (count * count)

    def believe(self, mixed: tuple[float, float, float]) -> tuple[float, float]:
        """Mean of the ability, and the variance of what an answer shows of it."""
        pull, own, variance = mixed
        spread = pull * pull * self.variance + variance + self._parameters.difficulty_variance
        return pull * self.general + own, spread

    def learn(self, answer: StreamedAnswer) -> None:
        """As `elo.update_state`."""
        mixed = self.mix(answer.skills, answer.time)
        mean, spread = self.believe(mixed)
        slope, information = self._weigh(mean - answer.difficulty, answer)
        step = slope / (1 + information * spread)
        shrink = information / (1 + information * spread)
        to_general = mixed[0] * self.variance
        general = self.general + to_general * step
        variance = self.variance - to_general * to_general * shrink
        count = len(answer.skills)
        for name in answer.skills:
            skill = self.skills.get(name)
            if skill is None:
                skill = self.skills[name] = self._skill(self._parameters.skill_variance)
            faded = self._fade(skill, answer.time)
            to_skill = skill.pull * to_general + faded / count
            ability = skill.pull * self.general + skill.own + to_skill * step
            total = skill.pull * skill.pull * self.variance + faded - to_skill * to_skill * shrink
            pull = (skill.pull * self.variance - to_general * to_skill * shrink) / variance
            skill.pull, skill.own = pull, ability - pull * general
            skill.variance = self._widen(
                total - pull * pull * variance, self._parameters.learning_variance
            )
            skill.seen = answer.time if not skill.answers else max(skill.seen, answer.time)
            skill.answers += 1
        self.general, self.variance = general, variance

    def read_state(self) -> LearnerState:
        skills = {
            name: SkillState(
                skill.pull,
                skill.own,
                skill.variance,
                skill.answers,
                datetime.fromtimestamp(skill.seen, UTC),
            )
            for name, skill in self.skills.items()
        }
        return LearnerState(self.general, self.variance, skills)

    def _weigh(self, logit: float, answer: StreamedAnswer) -> tuple[float, float]:
        guess = self._parameters.guess
        known = min(max(squash(logit), 1e-9), 1 - 1e-9)
        right = guess + (1 - guess) * known
        rise = (1 - guess) * known * (1 - known) / (right * (1 - right))
        information = answer.weight * rise * (1 - guess) * known * (1 - known)
        return answer.weight * (answer.score - right) * rise, information

    def _fade(self, skill: S, time: float) -> float:
        if not skill.answers or time <= skill.seen:
            return skill.variance
        days = (time - skill.seen) / DAY
        return self._widen(skill.variance, self._parameters.drift_variance * days)

    def _widen(self, variance: float, by: float) -> float:
        return max(variance, min(variance + by, self._parameters.skill_variance))


def rebuild_state(answers: Iterable[StreamedAnswer], parameters: Parameters) -> LearnerState:
    """The state after all of a learner's answers, which are in order of time."""
    stream = BeliefStream(parameters, SkillStream)
    for answer in answers:
        stream.learn(answer)
    return stream.read_state()

"""The learner model: Gaussian beliefs on the logit scale, moved by each answer.

All skills share a general ability, so the first answer in a new skill is informed. An answer is
taken as if it came from the mean of its skills' abilities, as multi-skill Elo does; the step is
that of an extended Kalman filter for the logistic. Given the general ability, skills are held to
be independent: this is what makes an update cost no more than the skills of the answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.parameters import DEFAULTS, Parameters
from analytics.types import Evidence, LearnerState, SkillState

DAY = 86400.0
PROBIT = math.pi / 8  # a Gaussian in front of a logistic flattens it: MacKay's approximation


@dataclass(frozen=True, slots=True)
class Belief:
    """A Gaussian over an ability: mean in logits, variance in logits squared."""

    mean: float
    variance: float

    def logit(self) -> float:
        """Of P(correct) on an exercise of difficulty 0, the uncertainty averaged out."""
        return self.mean / math.sqrt(1 + PROBIT * self.variance)

    def p_correct(self) -> float:
        return squash(self.logit())


def squash(logit: float) -> float:
    """The logistic function, for any finite logit."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1 + odds)


def start_state(parameters: Parameters = DEFAULTS) -> LearnerState:
    return LearnerState(parameters.general_mean, parameters.general_variance)


def skill_at(
    state: LearnerState, skill: str, now: datetime | None, parameters: Parameters
) -> SkillState:
    """The state of a skill at `now` (None: as it was last seen), certainty having faded."""
    known = state.skills.get(skill)
    if known is None:
        return SkillState(1.0, 0.0, parameters.skill_variance)
    if now is None or known.seen is None:
        return known
    days = max(0.0, (now - known.seen).total_seconds() / DAY)
    variance = _widen(known.variance, parameters.drift_variance * days, parameters)
    return SkillState(known.pull, known.own, variance, known.answers, known.seen)


def believe_skill(
    state: LearnerState,
    skill: str,
    now: datetime | None = None,
    parameters: Parameters = DEFAULTS,
) -> Belief:
    """Ability in one skill, seen or not yet seen."""
    own = skill_at(state, skill, now, parameters)
    return Belief(own.pull * state.general + own.own, own.pull**2 * state.variance + own.variance)


def predict_answer(
    state: LearnerState,
    skills: Sequence[str],
    difficulty: float = 0.0,
    now: datetime | None = None,
    parameters: Parameters = DEFAULTS,
) -> float:
    """P(correct) on an exercise of these skills; without skills, by the general ability."""
    mixed = _mix([skill_at(state, skill, now, parameters) for skill in skills], parameters)
    mean = mixed.pull * state.general + mixed.own - difficulty
    spread = mixed.pull**2 * state.variance + mixed.variance + parameters.difficulty_variance
    return parameters.guess + (1 - parameters.guess) * Belief(mean, spread).p_correct()


def update_state(
    state: LearnerState,
    evidence: Evidence,
    difficulty: float = 0.0,
    parameters: Parameters = DEFAULTS,
) -> LearnerState:
    """The state after one piece of evidence.

    Raises ValueError for a score outside [0, 1], a weight outside (0, 1] or a time without zone.
    """
    check_evidence(evidence)
    names = tuple(dict.fromkeys(evidence.skills))
    before = [skill_at(state, name, evidence.time, parameters) for name in names]
    mixed = _mix(before, parameters)
    mean = mixed.pull * state.general + mixed.own
    slope, information = _weigh_answer(mean - difficulty, evidence, parameters)
    spread = mixed.pull**2 * state.variance + mixed.variance + parameters.difficulty_variance
    step = slope / (1 + information * spread)
    shrink = information / (1 + information * spread)
    to_general = mixed.pull * state.variance
    general = state.general + to_general * step
    variance = state.variance - to_general**2 * shrink
    skills = dict(state.skills)
    for name, old in zip(names, before, strict=True):
        to_skill = old.pull * to_general + old.variance / len(names)
        ability = old.pull * state.general + old.own + to_skill * step
        total = old.pull**2 * state.variance + old.variance - to_skill**2 * shrink
        pull = (old.pull * state.variance - to_general * to_skill * shrink) / variance
        skills[name] = SkillState(
            pull=pull,
            own=ability - pull * general,
            variance=_widen(total - pull**2 * variance, parameters.learning_variance, parameters),
            answers=old.answers + 1,
            seen=max(evidence.time, old.seen or evidence.time),
        )
    return LearnerState(general, variance, skills)


def check_evidence(evidence: Evidence) -> None:
    """Raises ValueError, naming the evidence, where its figures or its time cannot be used."""
    if not 0 <= evidence.score <= 1:
        raise ValueError(f"evidence {evidence.id}: score {evidence.score} is not in [0, 1]")
    if not 0 < evidence.weight <= 1:
        raise ValueError(f"evidence {evidence.id}: weight {evidence.weight} is not in (0, 1]")
    if evidence.time.tzinfo is None:
        raise ValueError(f"evidence {evidence.id}: its time has no zone")


def _mix(states: Sequence[SkillState], parameters: Parameters) -> SkillState:
    """What an answer that needs all of these is taken to come from: their mean."""
    count = len(states)
    if not count:
        return SkillState(1.0, 0.0, parameters.skill_variance)
    return SkillState(
        sum(state.pull for state in states) / count,
        sum(state.own for state in states) / count,
        sum(state.variance for state in states) / count**2,
    )


def _weigh_answer(logit: float, evidence: Evidence, parameters: Parameters) -> tuple[float, float]:
    """Slope of the log-likelihood of the score at `logit`, and the information it carries."""
    known = min(max(squash(logit), 1e-9), 1 - 1e-9)
    right = parameters.guess + (1 - parameters.guess) * known
    rise = (1 - parameters.guess) * known * (1 - known)
    information = evidence.weight * rise**2 / (right * (1 - right))
    return evidence.weight * (evidence.score - right) * rise / (right * (1 - right)), information


def _widen(variance: float, by: float, parameters: Parameters) -> float:
    """Add to a variance, up to that of a skill of which nothing is known; never take away."""
    return max(variance, min(variance + by, parameters.skill_variance))

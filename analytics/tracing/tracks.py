"""What is remembered of one learner while their answers go by: O(skills) for each answer.

The belief is the product's (`analytics.stream`); beside it stand counts, recency and running
means of surprise, which the refit weighs.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from analytics.elo import PROBIT, squash
from analytics.parameters import Parameters
from analytics.stream import BeliefStream, SkillStream, StreamedAnswer

NEVER = 16.0  # as log-lag: longer than any pause


class Given(NamedTuple):
    """What the refit knows of an answer before it is given; offsets in logits.

    `easy` is the sum of site, skills' and item's offsets.
    """

    skills: tuple[str, ...]
    item: str
    time: float
    site: float
    skill: float
    own: float
    skill_count: float
    item_count: float
    weight: float = 1.0

    @property
    def easy(self) -> float:
        return self.site + self.skill + self.own


class SkillTrack(SkillStream):
    """One learner's one skill."""

    __slots__ = ("at", "fast", "last", "right", "slow", "streak")

    def __init__(self, variance: float) -> None:
        super().__init__(variance)
        self.right, self.at = 0.0, -1
        self.fast, self.slow, self.last, self.streak = 0.0, 0.0, 0.5, 0.0


class LearnerTrack:
    """`look` gives the features of an answer before it is given, `learn` takes it in."""

    def __init__(self, parameters: Parameters) -> None:
        self.belief = BeliefStream(parameters, SkillTrack)
        self._items: dict[str, tuple[int, float, int]] = {}
        self._answers, self._right, self._seen = 0, 0.0, 0.0
        self._fast = self._medium = self._slow = self._five = self._total = 0.0
        self._recent = (0.5, 0.5, 0.5)
        self._streak, self._run, self._easy_before = 0.0, 0, 0.0
        self._skills_before: tuple[str, ...] = ()

    def look(self, given: Given) -> tuple[float, ...]:
        """The features, in the order of `names.NAMES`."""
        known = [self.belief.skills[name] for name in given.skills if name in self.belief.skills]
        count = max(len(given.skills), 1)
        mixed = self.belief.mix(given.skills, given.time)
        ability, spread = self.belief.believe(mixed)
        mean = ability + given.skill + given.own
        share = 1 / max(len(known), 1)
        answers = self._answers
        item_times, item_last, item_at = self._items.get(given.item, (0, 0.5, -1))
        run = self._run if given.skills == self._skills_before else 0
        least = min((skill.answers for skill in known), default=0)
        return (
            mean / math.sqrt(1 + PROBIT * spread), spread, given.easy, given.skill, given.own,
            math.log1p(given.item_count), math.log1p(given.skill_count),
            self.belief.general, self.belief.variance, mixed[1],
            min((skill.own for skill in known), default=0.0), mixed[2],
            math.log1p(answers), math.log1p(sum(skill.answers for skill in known) / count),
            math.log1p(least if len(known) == count else 0),
            math.log1p(sum(skill.right for skill in known) / count),
            math.log1p(sum(skill.answers - skill.right for skill in known) / count),
            self._fast, self._medium, self._slow,
            sum(skill.fast for skill in known) * share, sum(skill.slow for skill in known) * share,
            min((skill.fast for skill in known), default=0.0),
            sum(skill.last for skill in known) * share if known else 0.5,
            sum(skill.streak for skill in known) * share,
            *self._recent, self._streak, self._five,
            _log_lag(given.time - self._seen) if answers else NEVER,
            min((_log_lag(given.time - skill.seen) for skill in known), default=NEVER),
            min((math.log1p(answers - skill.at) for skill in known), default=NEVER),
            item_times, item_last, math.log1p(answers - item_at) if item_times else NEVER,
            math.log1p(run), math.log1p(len(self.belief.skills)), (self._right + 1) / (answers + 2),
            self._easy_before, self._total / (answers + 5),
            sum((skill.right + 1) / (skill.answers + 2) for skill in known) * share
            if known else 0.5,
            len(known) / count, float(run > 0), self._recent[0] if run else 0.5,
        )  # fmt: skip

    def learn(self, given: Given, correct: float) -> None:
        surprise = correct - squash(given.easy)
        self.belief.learn(
            StreamedAnswer(
                given.skills, given.time, correct, -given.skill - given.own, given.weight
            )
        )
        for name in given.skills:
            self._note_skill(self.belief.skills[name], correct, surprise)
        self._fast += 0.3 * (surprise - self._fast)
        self._medium += 0.1 * (surprise - self._medium)
        self._slow += 0.03 * (surprise - self._slow)
        self._five += 0.2 * (correct - self._five)
        self._total += surprise
        if given.item:
            times = self._items.get(given.item, (0, 0.5, -1))[0]
            self._items[given.item] = (times + 1, correct, self._answers)
        self._recent = (correct, *self._recent[:2])
        self._streak = _lengthen(self._streak, correct)
        self._run = self._run + 1 if given.skills == self._skills_before else 1
        self._skills_before, self._easy_before = given.skills, given.easy
        self._answers += 1
        self._right += correct
        self._seen = given.time

    def _note_skill(self, skill: SkillTrack, correct: float, surprise: float) -> None:
        skill.fast += 0.4 * (surprise - skill.fast)
        skill.slow += 0.12 * (surprise - skill.slow)
        skill.streak = _lengthen(skill.streak, correct)
        skill.last, skill.right = correct, skill.right + correct
        skill.at = self._answers


def _lengthen(streak: float, correct: float) -> float:
    """Right answers in a row count up from 0, wrong ones down; a half ends a streak."""
    if correct > 0.5:
        return min(max(streak, 0.0) + 1, 10.0)
    return max(min(streak, 0.0) - 1, -10.0) if correct < 0.5 else 0.0


def _log_lag(seconds: float) -> float:
    return math.log1p(max(0.0, seconds))

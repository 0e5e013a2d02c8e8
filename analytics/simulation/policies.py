"""Policies by name: which exercise comes next. Another one is a class and a line in POLICIES."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from analytics.memory import Recollection
from analytics.profile import read_mastery
from analytics.recommend import recommend
from analytics.types import Choice, Evidence, Mastery, Profile, SkillNode

GATE = 0.8
RECENT = 20  # answers that the product hands to its policy


@dataclass(frozen=True, slots=True)
class Situation:
    """What a policy may know; `history` is in order of time, `recollection` a fold over it."""

    profile: Profile
    nodes: Sequence[SkillNode]
    choices: Sequence[Choice]
    history: Sequence[Evidence]
    recollection: Recollection
    now: datetime
    random: Random

    def mastery(self, node: SkillNode) -> Mastery:
        return read_mastery(self.profile, node.id, self.now)

    def is_mastered(self, node: SkillNode) -> bool:
        return self.mastery(node).reaches(GATE)

    def draw(self, skills: Iterable[str]) -> str:
        """Any exercise of these skills, fresh ones first."""
        wanted = set(skills)
        fitting = [choice for choice in self.choices if wanted.intersection(choice.skills)]
        fresh = [choice for choice in fitting if not choice.answered]
        return self.random.choice(fresh or fitting).exercise


class Policy(Protocol):
    def choose(self, at: Situation) -> str:
        """The exercise that comes next."""


class ProductPolicy:
    """What learners get: `analytics.recommend` itself."""

    def choose(self, at: Situation) -> str:
        step = recommend(
            at.profile,
            at.nodes,
            at.choices,
            gate=GATE,
            recent=at.history[-RECENT:],
            now=at.now,
            recall=at.recollection.recall(at.choices, at.now),
        )
        if step.exercise is None:
            raise ValueError("a simulated course has exercises for every skill")
        return step.exercise


class GatedOrder:
    """The baseline: course order, each skill until it is mastered, any of its exercises."""

    def choose(self, at: Situation) -> str:
        below = (node for node in at.nodes if not at.is_mastered(node))
        found = next(below, None)
        return at.draw([found.id] if found else [node.id for node in at.nodes])


class FixedOrder:
    """The same number of answers in each skill, one skill after another."""

    def choose(self, at: Situation) -> str:
        fresh = [choice for choice in at.choices if not choice.answered]
        return (fresh or at.choices)[0].exercise


class RandomExercise:
    def choose(self, at: Situation) -> str:
        return at.draw(node.id for node in at.nodes)


class WeakestFirst:
    def choose(self, at: Situation) -> str:
        weakest = min(at.nodes, key=lambda node: (at.mastery(node).mean, node.position))
        return at.draw([weakest.id])


class Frontier:
    """Any skill below the gate whose named prerequisites are all mastered."""

    def choose(self, at: Situation) -> str:
        mastered = {node.id for node in at.nodes if at.is_mastered(node)}
        below = [node for node in at.nodes if node.id not in mastered]
        ready = [node for node in below if mastered.issuperset(node.requires)]
        return at.draw(node.id for node in ready or below or at.nodes)


POLICIES: dict[str, type[Policy]] = {
    "product": ProductPolicy,
    "gated": GatedOrder,
    "fixed": FixedOrder,
    "random": RandomExercise,
    "weakest": WeakestFirst,
    "frontier": Frontier,
}
BASELINE = "gated"

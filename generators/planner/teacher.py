"""How a simulated teacher makes a sheet: a human's habits, and now and then a slip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from generators.exercise.content import Bloom, Kind
from generators.exercise.worksheet import LearnerState, Slot
from generators.planner.chances import logit, squash
from generators.planner.rule import MINUTES, is_ready
from generators.planner.skill_map import SkillMap

AIM = {"ladder": 0.5, "review": 0.75, "stretch": 0.35}  # the mastery that a style looks for
SHIFT = {"ladder": 0.0, "review": 0.03, "stretch": -0.08}  # of P(correct)
CARELESS = 0.04
SORTS = ("numeric", "verbal", "procedural")
SUITS = {
    "numeric": {Kind.NUMERICAL: 5.0, Kind.MULTIPLE_CHOICE: 2.0, Kind.SHORT_ANSWER: 1.0},
    "verbal": {
        Kind.MULTIPLE_CHOICE: 3.0,
        Kind.CLOZE: 3.0,
        Kind.MATCHING: 2.0,
        Kind.TRUE_FALSE: 2.0,
    },
    "procedural": {Kind.ORDERING: 3.0, Kind.NUMERICAL: 2.0, Kind.MULTIPLE_CHOICE: 2.0},
}
BLOOMS = tuple(Bloom)
CHOOSING = (Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE)


class Teacher:
    """Skills have a sort and favour one of two misconceptions; both are drawn once by the seed
    and stand in no file."""

    def __init__(self, skill_map: SkillMap, seed: int) -> None:
        self.map = skill_map
        random = Random(f"{seed}/skills")
        self.sorts = {skill: random.choice(SORTS) for skill in skill_map.skills}
        self.favours = {skill: random.uniform(0.1, 0.9) for skill in skill_map.skills}
        self.places = {skill: place for place, skill in enumerate(skill_map.skills)}

    def make_sheet(
        self,
        state: LearnerState,
        progress: float,
        style: str,
        pace: float,
        length: int,
        random: Random,
    ) -> tuple[Slot, ...]:
        focus = self._choose_focus(state, progress, style, random)
        slots: list[Slot] = []
        for place in range(length):
            skill = focus[min(place // 2, len(focus) - 1)] if place < 3 else random.choice(focus)
            share = place / max(1, length - 1)
            slots.append(self._make_slot(state, skill, share, style, pace, slots, random))
        slots.sort(key=lambda slot: slot.difficulty)
        return tuple(_slip(slots, random))

    def _choose_focus(
        self, state: LearnerState, progress: float, style: str, random: Random
    ) -> list[str]:
        skills = self.map.skills
        weights = [self._weigh(state, skill, progress, style) for skill in skills]
        focus = random.choices(skills, weights)
        while len(focus) < min(len(skills), 3 if random.random() < 0.2 else 2):
            near = [
                0.0 if skill in focus else math.sqrt(weight) * self._nearness(focus[0], skill)
                for skill, weight in zip(skills, weights, strict=True)
            ]
            focus += random.choices(skills, near)
        return focus

    def _weigh(self, state: LearnerState, skill: str, progress: float, style: str) -> float:
        off = (state.mastery[skill] - AIM[style]) / 0.15
        ahead = abs(self.places[skill] / len(self.map.skills) - progress)
        ready = 1.0 if is_ready(state, self.map.requires[skill]) else 0.0005
        return ready * math.exp(-0.5 * off * off - 10 * ahead) + 1e-9

    def _nearness(self, first: str, other: str) -> float:
        one, two = self.places[first], self.places[other]
        if self.map.lessons[one] == self.map.lessons[two]:
            return 6.0
        if first in self.map.requires[other] or other in self.map.requires[first]:
            return 5.0
        return math.exp(-abs(one - two) / 2)

    def _make_slot(
        self,
        state: LearnerState,
        skill: str,
        share: float,
        style: str,
        pace: float,
        before: Sequence[Slot],
        random: Random,
    ) -> Slot:
        mastery = state.mastery[skill]
        aim = min(max(0.86 + SHIFT[style] - 0.26 * share + random.gauss(0, 0.04), 0.3), 0.96)
        difficulty = round(min(max(logit(mastery) - logit(aim), -4.0), 4.0), 2)
        bloom, kind = self._choose_form(skill, mastery, share, before, random)
        p = squash(logit(mastery) - difficulty)
        long = pace * math.exp(0.25 * (1 - 2 * p) + random.gauss(0, 0.15))
        return Slot(
            skill=skill,
            bloom=bloom,
            kind=kind,
            difficulty=difficulty,
            minutes=max(0.5, round(2 * MINUTES[kind] * long) / 2),
            p_correct=round(p, 4),
            misconception=self._choose_misconception(skill, kind, random),
            context=_choose_context(state, before, random),
        )

    def _choose_form(
        self, skill: str, mastery: float, share: float, before: Sequence[Slot], random: Random
    ) -> tuple[Bloom, Kind]:
        """One that this skill has not had yet, if one is found in a few tries."""
        used = {(slot.skill, slot.bloom, slot.kind) for slot in before}
        suits = dict(SUITS[self.sorts[skill]])
        for kind in suits:
            if before and before[-1].kind == kind:
                suits[kind] *= 0.5
        for _ in range(12):
            step = round(random.gauss(0.3 + 2.2 * mastery + 2.2 * share, 0.8))
            bloom = BLOOMS[min(max(step, 0), len(BLOOMS) - 1)]
            kind = random.choices(list(suits), list(suits.values()))[0]
            if (skill, bloom, kind) not in used:
                break
        return bloom, kind

    def _choose_misconception(self, skill: str, kind: Kind, random: Random) -> str | None:
        if kind not in CHOOSING or random.random() < 0.4:
            return None
        return f"{skill}/{1 if random.random() < self.favours[skill] else 2}"


def _choose_context(state: LearnerState, before: Sequence[Slot], random: Random) -> str | None:
    """Half of the slots stay in the context of the one before."""
    if before and random.random() < 0.5:
        return before[-1].context
    return random.choice(state.interests) if random.random() < 0.55 else None


def _slip(slots: list[Slot], random: Random) -> list[Slot]:
    """Rarely: the same slot twice, or hard to easy; and two neighbours in the other order."""
    if random.random() < CARELESS:
        one, other = random.sample(range(len(slots)), 2) if len(slots) > 1 else (0, 0)
        slots[one] = slots[other]
    elif random.random() < CARELESS / 2:
        slots.reverse()
    if len(slots) > 1 and random.random() < 0.3:
        at = random.randrange(len(slots) - 1)
        slots[at], slots[at + 1] = slots[at + 1], slots[at]
    return slots

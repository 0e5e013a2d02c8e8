"""A worksheet by rule: what is served until a planner has learnt, and what it has to beat.

Two or three skills, the most wanted ones or, where nobody says which those are, at the learner's
frontier in course order; easy to hard, P(correct) falling through the band, no slot twice. Free of
torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

from generators.exercise.content import Bloom, Kind
from generators.exercise.worksheet import LearnerState, PlannedSheet, Slot
from generators.planner.chances import ChanceGrid, grid_from_mastery
from generators.planner.wishes import Wishes

GATE = 0.8  # mastered: no longer practised, but for review
READY = 0.5  # a prerequisite below this is not met
MINUTES = {
    Kind.TRUE_FALSE: 1.0,
    Kind.MULTIPLE_CHOICE: 1.5,
    Kind.CLOZE: 2.0,
    Kind.SHORT_ANSWER: 2.0,
    Kind.MATCHING: 3.0,
    Kind.ORDERING: 3.0,
    Kind.NUMERICAL: 3.0,
    Kind.MULTIPLE_RESPONSE: 2.0,
    Kind.OPEN_ANSWER: 8.0,
}
# What is graded by code; an answer that somebody has to mark is asked for only where it is wished.
USUAL = tuple(kind for kind in MINUTES if kind is not Kind.OPEN_ANSWER)
LADDER = (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.APPLY, Bloom.ANALYSE)
Requires = Mapping[str, Sequence[str]]


def plan_by_rule(
    learner: LearnerState,
    wishes: Wishes | None = None,
    *,
    seed: int = 0,
    alternatives: int = 1,
    grid: ChanceGrid | None = None,
    requires: Requires | None = None,
    wanted: Sequence[str] = (),
) -> list[PlannedSheet]:
    """`learner.mastery` is in course order; `wanted` are skills, the most wanted first, by whoever
    knows what the learner did. The same arguments give the same sheets.

    Raises PlannerInputError for a skill that is not known, or none.
    """
    asked = wishes or Wishes()
    known = asked.pick_skills(learner.mastery)
    chances = grid or grid_from_mastery(learner)
    sheets = []
    for number in range(alternatives):
        random = Random(f"{seed}/{number}")
        count = count_skills(len(known), asked.length, random)
        focus = [skill for skill in wanted if skill in known][:count]
        focus = focus or choose_focus(learner, known, requires or {}, count, random)
        slots = _fill(learner, focus, asked, chances, random)
        sheets.append(PlannedSheet(learner=learner, sheet=slots))
    return sheets


def count_skills(known: int, length: int, random: Random) -> int:
    """Two or three, where there are so many and slots for them."""
    return min(known, 3 if length >= 5 and random.random() < 0.5 else 2, length)


def choose_focus(
    learner: LearnerState, known: Sequence[str], requires: Requires, count: int, random: Random
) -> list[str]:
    """The next skills below the gate that the learner is ready for; where there are fewer than
    two, the weakest of the others."""
    below = [skill for skill in known if learner.mastery[skill] < GATE]
    ready = [skill for skill in below if is_ready(learner, requires.get(skill, ()))]
    frontier = (ready or below)[:4]
    focus = frontier[:1] + random.sample(frontier[1:], min(count - 1, len(frontier[1:])))
    rest = [skill for skill in known if skill not in focus]
    rest.sort(key=lambda skill: learner.mastery[skill])
    return focus + rest[: max(0, min(count, 2) - len(focus))]


def is_ready(learner: LearnerState, needed: Sequence[str]) -> bool:
    """What is not known of does not stand in the way."""
    return all(learner.mastery.get(skill, 1.0) >= READY for skill in needed)


def _fill(
    learner: LearnerState,
    focus: Sequence[str],
    wishes: Wishes,
    chances: ChanceGrid,
    random: Random,
) -> tuple[Slot, ...]:
    low, high = wishes.band
    kinds = sorted(wishes.kinds or USUAL)
    fresh = {skill: _list_forms(learner.mastery[skill], kinds, random) for skill in focus}
    slots: list[Slot] = []
    for place in range(wishes.length):
        skill = focus[place % len(focus)]
        bloom, kind = fresh[skill][place // len(focus) % len(fresh[skill])]
        share = place / max(1, wishes.length - 1)
        wanted = high - 0.05 - share * (high - low - 0.1)
        difficulty = chances.find_difficulty(skill, wanted)
        slots.append(
            Slot(
                skill=skill,
                bloom=bloom,
                kind=kind,
                difficulty=difficulty,
                minutes=MINUTES[kind],
                p_correct=chances.at(skill, difficulty),
            )
        )
    return tuple(sorted(slots, key=lambda slot: slot.difficulty))


def _list_forms(mastery: float, kinds: Sequence[Kind], random: Random) -> list[tuple[Bloom, Kind]]:
    """Every pair once, those near the learner's step of the ladder first."""
    step = min(int(mastery * len(LADDER)), len(LADDER) - 1)
    forms = list(product(LADDER, kinds))
    random.shuffle(forms)
    return sorted(forms, key=lambda form: abs(LADDER.index(form[0]) - step))

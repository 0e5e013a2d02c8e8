"""A simulated school: learners on their way through a course and teachers who make them sheets.

Everything follows from the seed. What a sheet depends on is partly hidden from the critic: a
teacher's style, a learner's pace and true ability, what sort of skill it is, which lesson.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from generators.exercise.worksheet import LearnerState, PlannedSheet
from generators.planner.chances import squash
from generators.planner.sheets import DatedSheet
from generators.planner.skill_map import SkillMap
from generators.planner.teacher import Teacher

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
CONTEXTS = ("sports", "music", "cooking", "travel", "money", "nature")
STYLES = ("ladder",) * 5 + ("review",) * 3 + ("stretch",) * 2


@dataclass(frozen=True, slots=True)
class Traits:
    """Of a learner, hidden: `general` ability in logits, `start` of the way through the course in
    [0, 1], `pace` (1 is average, more is slower), and the style of their teacher."""

    general: float
    start: float
    pace: float
    style: str
    interests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimulatedSheet:
    """`dated` as a site would have it; `again` is a second sheet that the same teacher made for
    the same state; `ability` is true, by skill, in logits."""

    dated: DatedSheet
    again: PlannedSheet
    traits: Traits
    ability: dict[str, float]


def simulate_sheets(
    skill_map: SkillMap, seed: int, learners: int, each: int = 6, length: int = 6
) -> Iterator[SimulatedSheet]:
    """`each` sheets of each learner, a week apart."""
    teacher = Teacher(skill_map, seed)
    for number in range(learners):
        random = Random(f"{seed}/{number}")
        traits = _draw_traits(random)
        own = {skill: random.gauss(0, 0.5) for skill in skill_map.skills}
        for week in range(each):
            progress = min(0.97, traits.start + 0.03 * week)
            ability = find_abilities(skill_map, traits.general, progress, own)
            state = observe(skill_map, ability, progress, traits, random)
            now = BEGIN + timedelta(weeks=week, hours=number % 100)
            first, again = (
                PlannedSheet(
                    learner=state,
                    sheet=teacher.make_sheet(
                        state, progress, traits.style, traits.pace, length, random
                    ),
                )
                for _ in range(2)
            )
            yield SimulatedSheet(DatedSheet(f"l{number:05}", now, first), again, traits, ability)


def find_abilities(
    skill_map: SkillMap, general: float, progress: float, own: dict[str, float]
) -> dict[str, float]:
    """What lies behind the learner is known better than what lies ahead, and a skill on weak
    prerequisites is weaker."""
    ability: dict[str, float] = {}
    last = max(1, len(skill_map.skills) - 1)
    for place, skill in enumerate(skill_map.skills):
        ahead = (place / last - progress) * 8
        needed = [ability[other] for other in skill_map.requires[skill]]
        shaky = min(0.0, sum(needed) / len(needed)) if needed else 0.0
        ability[skill] = general + 1.6 - 3.0 * squash(ahead) + 0.3 * shaky + own[skill]
    return ability


def observe(
    skill_map: SkillMap,
    ability: dict[str, float],
    progress: float,
    traits: Traits,
    random: Random,
) -> LearnerState:
    """What a learner model would believe: nearer to the truth where more was answered."""
    mastery, uncertainty = {}, {}
    last = max(1, len(skill_map.skills) - 1)
    for place, skill in enumerate(skill_map.skills):
        answers = random.gauss(8 * squash((progress - place / last) * 12), 1)
        spread = 0.9 / math.sqrt(2 + max(0.0, answers))
        p = squash(ability[skill] + random.gauss(0, spread))
        mastery[skill] = round(min(max(p, 0.03), 0.97), 4)
        uncertainty[skill] = round(spread * p * (1 - p), 4)
    return LearnerState(mastery=mastery, uncertainty=uncertainty, interests=traits.interests)


def _draw_traits(random: Random) -> Traits:
    return Traits(
        general=random.gauss(0, 0.6),
        start=random.uniform(0.05, 0.85),
        pace=math.exp(random.gauss(0, 0.2)),
        style=random.choice(STYLES),
        interests=tuple(sorted(random.sample(CONTEXTS, random.choice((1, 2))))),
    )

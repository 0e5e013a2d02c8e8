"""From a wish in words to blueprints: the count is spread over skills, kinds and levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Bloom, Kind, Language

Choice = TypeVar("Choice")

TRIAL = 3
MAX_COUNT = 60
# Levels that a kind can really ask for; where none of them is wanted, the wish counts.
FITTING = {
    Kind.TRUE_FALSE: (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.EVALUATE),
    Kind.CLOZE: (Bloom.REMEMBER, Bloom.UNDERSTAND),
    Kind.SHORT_ANSWER: (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.APPLY),
    Kind.NUMERICAL: (Bloom.APPLY, Bloom.ANALYSE),
    Kind.MATCHING: (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.ANALYSE),
    Kind.ORDERING: (Bloom.UNDERSTAND, Bloom.APPLY, Bloom.ANALYSE),
    Kind.CASE_STUDY: (Bloom.APPLY, Bloom.ANALYSE, Bloom.EVALUATE),
}


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """`published` is how many exercises it has already: the poorest skill comes first."""

    id: str
    name: str
    terms: tuple[str, ...] = ()
    published: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Nothing in it is empty but `note`. `difficulties` take turns within a skill."""

    skills: tuple[WantedSkill, ...]
    kinds: tuple[Kind, ...]
    blooms: tuple[Bloom, ...]
    count: int
    language: Language
    difficulties: tuple[float, ...] = (0.0,)
    note: str = ""


def plan_blueprints(wanted: Wanted) -> list[Blueprint]:
    """`count` blueprints. Skills get as many as each other (give or take one), neighbours differ
    in kind, each kind walks through the levels that it can ask for."""
    skills = sorted(wanted.skills, key=lambda skill: skill.published)
    uses: Counter[Kind] = Counter()
    plan = []
    for slot in range(wanted.count):
        turn, place = divmod(slot, len(skills))
        kind = wanted.kinds[(turn + place) % len(wanted.kinds)]
        level = _pick(_levels(kind, wanted.blooms), uses[kind])
        uses[kind] += 1
        difficulty = _pick(wanted.difficulties, turn + place // len(wanted.kinds))
        plan.append(_blueprint(wanted, skills[place], kind, level, difficulty))
    return plan


def _levels(kind: Kind, blooms: tuple[Bloom, ...]) -> Sequence[Bloom]:
    return [bloom for bloom in blooms if bloom in FITTING.get(kind, blooms)] or blooms


def _pick(choices: Sequence[Choice], turn: int) -> Choice:
    return choices[turn % len(choices)]


def _blueprint(
    wanted: Wanted, skill: WantedSkill, kind: Kind, bloom: Bloom, difficulty: float
) -> Blueprint:
    return Blueprint(
        skill=skill.id,
        skill_name=skill.name,
        kind=kind,
        language=wanted.language,
        bloom=bloom,
        difficulty=difficulty,
        terms=skill.terms,
        note=wanted.note,
    )

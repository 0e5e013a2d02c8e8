"""Which skills an activity of the platform is about, by its title: a proposal, never more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generators.exercise.folding import fold_text

SHORTEST_TERM = 4
SHORTEST_CHINESE_TERM = 2
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class SkillWords:
    id: str
    name: str
    terms: tuple[str, ...] = ()


def propose_skills(title: str, skills: Iterable[SkillWords]) -> list[str]:
    """Ids of the skills whose name stands in the title; else of those with a term there."""
    text, skills = fold_text(title), list(skills)
    names = [fold_text(skill.name) for skill in skills]
    by_name = [
        skill.id
        for skill in skills
        if _speaks_of(_without_longer(text, skill.name, names), skill.name)
    ]
    if by_name:
        return by_name
    return [skill.id for skill in skills if any(_speaks_of(text, term) for term in skill.terms)]


def _without_longer(text: str, name: str, names: Iterable[str]) -> str:
    """The text without the names that hold this one: 加速度 does not speak of 速度."""
    own = fold_text(name)
    for other in names:
        if own != other and own in other:
            text = text.replace(other, "\n")
    return text


def _speaks_of(text: str, words: str) -> bool:
    """Whole words only; Chinese has no blanks between words."""
    wanted = fold_text(words)
    if _CHINESE.search(wanted):
        return len(wanted) >= SHORTEST_CHINESE_TERM and wanted in text
    if len(wanted) < SHORTEST_TERM:
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None

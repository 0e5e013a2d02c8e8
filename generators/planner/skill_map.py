"""The skills of a course in order, as a simulated world needs them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from generators.planner.errors import PlannerInputError

SHIPPED = Path(__file__).with_name("skill_maps.json")  # its origin and licence stand in it


@dataclass(frozen=True, slots=True)
class SkillMap:
    """`lessons[i]` is the number of the lesson of `skills[i]`. `requires` is simulated: the
    sources name none."""

    name: str
    skills: tuple[str, ...]
    lessons: tuple[int, ...]
    requires: Mapping[str, tuple[str, ...]]


def list_maps(path: Path = SHIPPED) -> list[str]:
    return sorted(_read(path))


def load_map(name: str, path: Path = SHIPPED) -> SkillMap:
    """Raises PlannerInputError for a file or a name that holds no map."""
    maps = _read(path)
    if name not in maps:
        raise PlannerInputError(f"{path.name} has no map {name!r}. It has: {', '.join(maps)}.")
    pairs = [
        (skill, number)
        for number, lesson in enumerate(maps[name]["lessons"])
        for skill in lesson["skills"]
    ]
    return make_map(name, [skill for skill, _ in pairs], [number for _, number in pairs])


def make_map(name: str, skills: list[str], lessons: list[int]) -> SkillMap:
    """Most skills require one or two of the six before them; drawn by the map's name."""
    random = Random(f"{name}/requires")
    requires = {}
    for place, skill in enumerate(skills):
        near = skills[max(0, place - 6) : place]
        count = min(len(near), random.choice((0, 1, 1, 2)))
        requires[skill] = tuple(sorted(random.sample(near, count)))
    return SkillMap(name, tuple(skills), tuple(lessons), requires)


def _read(path: Path) -> dict[str, Any]:
    try:
        maps: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["maps"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PlannerInputError(f"{path} holds no skill maps: {error!r}.") from error
    return maps

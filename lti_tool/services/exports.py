"""Published exercises on their way into a file of another tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from generators.exercise.content import Bloom, read_content
from generators.exercise.family import Family
from generators.exercise.formats.features import LEAVES_OUT, Feature
from generators.exercise.formats.portable import Portable
from generators.exercise.formats.registry import Format
from lti_tool.errors import NotFoundError
from lti_tool.models import Exercise, ExerciseVersion, Person
from lti_tool.services.bank import BankFilter, filter_exercises
from lti_tool.services.skills import name_skills


class NothingToExportError(NotFoundError):
    code = "nothing_to_export"
    message = "No exercise fits this choice, so there is nothing to export. Choose others."


@dataclass(frozen=True, slots=True)
class Losses:
    """How many of the exercises a format holds, how many of these lose what, and why the others
    are left out."""

    held: int
    lost: Counter[Feature]
    left_out: Counter[Feature]


def list_portables(session: Session, context_id: str, wanted: BankFilter) -> list[Portable]:
    """By skill and age, so that a file reads like the course."""
    skills = name_skills(session, context_id)
    order = {skill_id: place for place, skill_id in enumerate(skills)}
    found = filter_exercises(session, context_id, wanted)
    found.sort(key=lambda pair: (order.get(pair[0].skill_id, len(order)), pair[0].created_at))
    reviewers = _name_reviewers(session, [version for _, version in found])
    return [
        _carry(exercise, version, skills, reviewers.get(version.person_id or "", ""))
        for exercise, version in found
    ]


def _name_reviewers(session: Session, versions: Sequence[ExerciseVersion]) -> dict[str, str]:
    ids = {version.person_id for version in versions if version.person_id}
    query = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {person_id: name or "" for person_id, name in session.execute(query)}


def _carry(
    exercise: Exercise, version: ExerciseVersion, skills: dict[str, str], reviewer: str
) -> Portable:
    family: dict[str, Any] | None = version.family
    return Portable(
        content=read_content(version.content),
        family=Family.model_validate(family) if family else None,
        id=exercise.id,
        skill=skills.get(exercise.skill_id, ""),
        bloom=Bloom(exercise.bloom),
        difficulty=exercise.difficulty,
        generated="AIGC" in version.provenance,
        reviewer=reviewer,
        provenance=version.provenance,
    )


def count_losses(form: Format, exercises: Sequence[Portable]) -> Losses:
    losses = [form.capability.losses(portable) for portable in exercises]
    found = Counter(feature for one in losses for feature in one)
    left_out = Counter({feature: found.pop(feature) for feature in LEAVES_OUT & found.keys()})
    return Losses(len(losses) - left_out.total(), found, left_out)


def write_export(form: Format, exercises: Sequence[Portable], course: str) -> bytes:
    """Raises `NothingToExportError` where the format holds none of them."""
    held = [portable for portable in exercises if form.capability.holds(portable)]
    if not held:
        raise NothingToExportError
    return form.write(held, course)

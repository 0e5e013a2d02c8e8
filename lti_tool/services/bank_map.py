"""The bank of a course as a whole: where exercises lie, what there is little of, what is asked
twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from generators.exercise.content import Bloom
from lti_tool.models import BankModel, Exercise, ExerciseVersion, Skill
from lti_tool.services.bank_models import FEWEST, find_bank_model, list_bank
from lti_tool.services.skills import list_kept_skills

FEW = 3  # exercises of a skill at a level
USUAL = (Bloom.REMEMBER, Bloom.UNDERSTAND, Bloom.APPLY)


@dataclass(frozen=True, slots=True)
class MapRow:
    """`number` is the skill's, from 1; 0 for one that is not kept any more. `place` is None for an
    exercise that came after the training."""

    exercise: Exercise
    stem: str
    number: int
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Twins:
    """`share` of the distance below which two exercises count as too near, 0 to 1."""

    one: MapRow
    other: MapRow
    share: float


@dataclass(frozen=True, slots=True)
class Cover:
    """How many published exercises a skill has at each level of the map."""

    number: int
    skill: Skill
    counts: Mapping[Bloom, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def gaps(self) -> list[Bloom]:
        return [level for level, count in self.counts.items() if count < FEW]


@dataclass(frozen=True, slots=True)
class BankMap:
    """`levels` are those that every skill should have, and others that the bank has."""

    model: BankModel | None
    rows: list[MapRow]
    covers: list[Cover]
    twins: list[Twins]
    levels: tuple[Bloom, ...]

    @property
    def placed(self) -> list[MapRow]:
        return [row for row in self.rows if row.place]

    @property
    def new(self) -> int:
        """Exercises that the model has not seen."""
        return len(self.rows) - len(self.placed)

    @property
    def missing(self) -> int:
        """Exercises that a training would need and the course has not."""
        return max(0, FEWEST - len(self.rows))


def read_map(session: Session, context_id: str) -> BankMap:
    model = find_bank_model(session, context_id)
    skills = list_kept_skills(session, context_id)
    numbers = {skill.id: number for number, skill in enumerate(skills, start=1)}
    bank = list_bank(session, context_id)
    rows = [_read_row(exercise, version, numbers, model) for exercise, version in bank]
    rows.sort(key=lambda row: row.number or len(numbers) + 1)
    known = {Bloom(row.exercise.bloom) for row in rows}
    levels = tuple(level for level in Bloom if level in USUAL or level in known)
    return BankMap(model, rows, _count(skills, rows, levels), _pair(rows, model), levels)


def _read_row(
    exercise: Exercise,
    version: ExerciseVersion,
    numbers: Mapping[str, int],
    model: BankModel | None,
) -> MapRow:
    place = model.places.get(exercise.id) if model else None
    return MapRow(
        exercise,
        str(version.content.get("stem", "")),
        numbers.get(exercise.skill_id, 0),
        (float(place[0]), float(place[1])) if place else None,
    )


def _count(skills: Sequence[Skill], rows: Sequence[MapRow], levels: Sequence[Bloom]) -> list[Cover]:
    counts = Counter((row.exercise.skill_id, Bloom(row.exercise.bloom)) for row in rows)
    return [
        Cover(number, skill, {level: counts[skill.id, level] for level in levels})
        for number, skill in enumerate(skills, start=1)
    ]


def _pair(rows: Sequence[MapRow], model: BankModel | None) -> list[Twins]:
    """Of which both are still published."""
    known = {row.exercise.id: row for row in rows}
    return [
        Twins(known[one], known[other], float(share))
        for one, other, share in (model.pairs if model else ())
        if one in known and other in known
    ]

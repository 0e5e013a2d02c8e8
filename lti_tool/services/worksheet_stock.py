"""Which published exercises fill the slots of a worksheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from generators.exercise.content import Bloom, Kind
from lti_tool.models import Exercise, Practice
from lti_tool.services.practices import list_practice_skills
from lti_tool.services.recommendations import list_choices, list_practice_exercises
from lti_tool.services.worksheet_slots import SheetSlot

FAR = 1.25  # logits: an exercise that is further off than this is no fit
OTHER_KIND, OTHER_LEVEL, SEEN = 0.5, 0.25, 2.0  # in logits of difficulty


@dataclass(frozen=True, slots=True)
class Stocked:
    """A published exercise. `seen`: this learner answered it before."""

    id: str
    skill: str
    kind: Kind
    bloom: Bloom
    difficulty: float
    seen: bool = False


def list_stock(session: Session, practice: Practice, person_id: str | None = None) -> list[Stocked]:
    """What may be shown in the practice; to this person, where one is named."""
    skill_ids = [skill.id for skill in list_practice_skills(session, practice)]
    exercises = {row.id: row for row in list_practice_exercises(session, practice, skill_ids)}
    if person_id is None:
        return [_stock(row) for row in exercises.values()]
    choices = list_choices(session, practice, person_id, skill_ids)
    return [_stock(exercises[one.exercise], seen=one.answered) for one in choices]


def fit_exercises(
    slots: Sequence[SheetSlot], stock: Iterable[Stocked], *, strict: bool = True
) -> dict[str, str]:
    """Exercise ids by slot id, the best pairs first, no exercise twice; slots that nothing fits
    are left out. An exercise fits only within the slot's skill and, where `strict`, if it is about
    as hard."""
    pairs = sorted(
        (_cost(slot, one), slot.id, one.id)
        for slot in slots
        for one in stock
        if one.skill == slot.skill and not (strict and abs(one.difficulty - slot.difficulty) > FAR)
    )
    found: dict[str, str] = {}
    for _, slot_id, exercise in pairs:
        if slot_id not in found and exercise not in found.values():
            found[slot_id] = exercise
    return found


def _cost(slot: SheetSlot, one: Stocked) -> float:
    return (
        abs(one.difficulty - slot.difficulty)
        + OTHER_KIND * (one.kind is not slot.kind)
        + OTHER_LEVEL * (one.bloom is not slot.bloom)
        + SEEN * one.seen
    )


def _stock(row: Exercise, *, seen: bool = False) -> Stocked:
    return Stocked(row.id, row.skill_id, Kind(row.kind), Bloom(row.bloom), row.difficulty, seen)

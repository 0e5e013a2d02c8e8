"""Which published exercises fill the slots of a worksheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from generators.exercise.content import Bloom, Kind
from lti_tool.models import Exercise, Practice
from lti_tool.services.choices import Past, Shelf, read_pasts, read_shelf
from lti_tool.services.practices import list_practice_skills
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
    shelf = _read_shelf(session, practice)
    if person_id is None:
        return [_stock(row) for row in shelf.exercises]
    past = read_pasts(session, practice, shelf, [person_id]).get(person_id, Past())
    return _list_left(shelf, past)


def fit_people(
    session: Session, practice: Practice, slots: Sequence[SheetSlot], people: Collection[str]
) -> list[tuple[dict[str, str], list[str]]]:
    """What `fit_exercises` gives, and whom: it is worked out once for all who have the same left
    of the slots' skills."""
    shelf = _read_shelf(session, practice)
    pasts = read_pasts(session, practice, shelf, people)
    skills = {slot.skill for slot in slots}
    stock = {row.id: _stock(row) for row in shelf.exercises if row.skill_id in skills}
    alike = defaultdict[tuple[Stocked, ...], list[str]](list)
    for person in people:
        past = pasts.get(person, Past())
        left = tuple(
            replace(stock[row.id], seen=True) if row.id in past.seen else stock[row.id]
            for row in shelf.offer(past)
            if row.id in stock
        )
        alike[left].append(person)
    return [(fit_exercises(slots, left), group) for left, group in alike.items()]


def _read_shelf(session: Session, practice: Practice) -> Shelf:
    skill_ids = [skill.id for skill in list_practice_skills(session, practice)]
    return read_shelf(session, practice, skill_ids)


def _list_left(shelf: Shelf, past: Past) -> list[Stocked]:
    return [_stock(row, seen=row.id in past.seen) for row in shelf.offer(past)]


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

"""What an instructor changes of a planned worksheet; each change can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from generators.exercise.content import Bloom, Kind
from lti_tool.db import new_id
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.models import Skill, SkillState, Worksheet
from lti_tool.services.course_rows import find_in_course
from lti_tool.services.exercise_minutes import MINUTES
from lti_tool.services.worksheet_chances import expect_chance
from lti_tool.services.worksheet_slots import CHOSEN, SheetSlot, write_slots
from lti_tool.services.worksheets import MOST, list_slots, require_editable

STEPS_BACK = 20

Slots = list[SheetSlot]


@dataclass(frozen=True, slots=True)
class SlotForm:
    """As chosen on the page."""

    skill: str
    kind: Kind
    bloom: Bloom
    difficulty: float


def move_slot(row: Worksheet, slot_id: str, steps: int) -> None:
    """Up (negative) or down; at the end it stays."""

    def change(slots: Slots, place: int) -> Slots:
        slots.insert(max(0, min(len(slots), place + steps)), slots.pop(place))
        return slots

    _change(row, slot_id, change)


def remove_slot(row: Worksheet, slot_id: str) -> None:
    """Raises `ConflictError` for the last one."""

    def change(slots: Slots, place: int) -> Slots:
        if len(slots) == 1:
            raise ConflictError(
                "A worksheet has at least one exercise. Drop the worksheet instead."
            )
        return slots[:place] + slots[place + 1 :]

    _change(row, slot_id, change)


def make_slot(session: Session, row: Worksheet, form: SlotForm, slot_id: str = "") -> SheetSlot:
    """As `change_slot` and `add_slot` put it in. It only reads, so that nobody waits while the
    chance of a class is worked out.

    Raises `NotFoundError` for a skill that the course does not keep.
    """
    skill = find_in_course(session, Skill, row.context_id, form.skill)
    if skill.state is not SkillState.KEPT:
        raise NotFoundError
    return SheetSlot(
        id=slot_id or new_id()[:8],
        skill=skill.id,
        kind=form.kind,
        bloom=form.bloom,
        difficulty=form.difficulty,
        minutes=MINUTES[form.kind],
        p_correct=expect_chance(session, row, skill.id, form.difficulty),
        why=CHOSEN,
    )


def change_slot(row: Worksheet, slot: SheetSlot) -> None:
    """In the place of the one with its id. Raises `NotFoundError` where there is none."""

    def change(slots: Slots, place: int) -> Slots:
        slots[place] = slot
        return slots

    _change(row, slot.id, change)


def add_slot(row: Worksheet, slot: SheetSlot) -> None:
    """At the end. Raises `InvalidInputError` where the sheet is full."""
    require_editable(row)
    slots = list_slots(row)
    if len(slots) >= MOST:
        raise InvalidInputError("A worksheet has at most %(most)s exercises.", most=MOST)
    _keep(row, [*slots, slot])


def undo_change(row: Worksheet) -> None:
    require_editable(row)
    if not row.undone:
        raise ConflictError("Nothing was changed here, so there is nothing to undo.")
    row.slots, row.undone = row.undone[-1], row.undone[:-1]


def _change(row: Worksheet, slot_id: str, change: Callable[[Slots, int], Slots]) -> None:
    require_editable(row)
    slots = list_slots(row)
    place = next((at for at, slot in enumerate(slots) if slot.id == slot_id), None)
    if place is None:
        raise NotFoundError
    _keep(row, change(slots, place))


def _keep(row: Worksheet, slots: Slots) -> None:
    changed = write_slots(slots)
    if changed != row.slots:
        row.undone = [*row.undone, row.slots][-STEPS_BACK:]
        row.slots = changed

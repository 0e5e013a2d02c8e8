"""The slots of a planned worksheet, as its row keeps them: what, why, and by which exercise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ConfigDict, Field

from generators.exercise.worksheet import Slot

# Reasons beside analytics' own: an instructor put the slot there; so many of a group need it.
CHOSEN = "chosen"
GROUP = "group"


class SheetSlot(Slot):
    """`id` is the slot's within its sheet. `why` is an `analytics.types.Reason` or one of those
    below, with the figures of that reason in `facts`. `exercise` is the published one that fills
    it, where one does, and `showing` where its learner was shown it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    why: str = ""
    facts: dict[str, float] = Field(default_factory=dict)
    exercise: str | None = None
    showing: str | None = None


def read_slots(stored: Iterable[Any]) -> list[SheetSlot]:
    return [SheetSlot.model_validate(one) for one in stored]


def write_slots(slots: Sequence[SheetSlot]) -> list[dict[str, Any]]:
    return [slot.model_dump(mode="json") for slot in slots]

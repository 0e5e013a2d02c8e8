"""What sheets are spoken in: the skills, forms, values and words that a set of sheets uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generators.exercise.content import QUESTION_KINDS, Bloom, Kind
from generators.exercise.worksheet import PlannedSheet
from generators.planner.errors import PlannerInputError
from generators.planner.law import ChanceLaw, fit_law

BLOOMS = tuple(Bloom)
STEPS = 40  # so many values or fewer are kept as they are; more are cut into as many bins
FEWEST_SHEETS = 30


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Axis(_Frozen):
    """A number as one of `values`, rising. Where the data is continuous they are the middles of
    bins `width` wide, and a sheet's number lies anywhere in its bin; width is 0 otherwise.
    `rises`: how often a slot in the bin of the slot before it lies above that slot."""

    values: Annotated[tuple[float, ...], Field(min_length=1, max_length=200)]
    width: float = Field(ge=0, allow_inf_nan=False)
    rises: float = Field(default=0.5, ge=0, le=1)

    def index(self, numbers: np.ndarray) -> np.ndarray:
        nearest: np.ndarray = np.abs(numbers[..., None] - np.array(self.values)).argmin(-1)
        return nearest


class Vocabulary(_Frozen):
    """`skills` in course order; `kinds` are those of the release that trained, so that a kind
    which came later does no harm. `misconceptions` are by skill, `contexts` without "none". `band`
    of P(correct) is what eight of ten slots keep to. `longest` sheet in slots."""

    skills: Annotated[tuple[str, ...], Field(min_length=1, max_length=2000)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    contexts: tuple[str, ...]
    misconceptions: dict[str, tuple[str, ...]]
    difficulty: Axis
    minutes: Axis
    band: tuple[float, float]
    longest: int = Field(ge=1, le=40)
    requires: dict[str, tuple[str, ...]]
    law: ChanceLaw

    @property
    def mistakes(self) -> int:
        """How many misconceptions the richest skill has, "none" included."""
        return 1 + max((len(names) for names in self.misconceptions.values()), default=0)

    @property
    def profile_width(self) -> int:
        return 2 * len(self.skills) + len(self.contexts) + 2


def build_vocabulary(
    sheets: Sequence[PlannedSheet],
    requires: Mapping[str, Sequence[str]] | None = None,
    order: Sequence[str] = (),
) -> Vocabulary:
    """`order` names the course's skills in order; others follow as the sheets name them.

    Raises PlannerInputError for too few sheets to learn from.
    """
    if len(sheets) < FEWEST_SHEETS:
        raise PlannerInputError(
            f"{len(sheets)} sheets are too few to learn from: {FEWEST_SHEETS} are needed. Until "
            "then sheets are planned by the rule."
        )
    slots = [slot for sheet in sheets for slot in sheet.sheet]
    named = [skill for sheet in sheets for skill in sheet.learner.mastery]
    skills = tuple(dict.fromkeys([*order, *named, *(slot.skill for slot in slots)]))
    mistakes = {(slot.skill, slot.misconception) for slot in slots if slot.misconception}
    liked = {one for sheet in sheets for one in sheet.learner.interests}
    chances = np.array([slot.p_correct for slot in slots])
    low, high = np.quantile(chances, (0.1, 0.9))
    return Vocabulary(
        skills=skills,
        kinds=QUESTION_KINDS,
        contexts=tuple(sorted(liked | {slot.context for slot in slots if slot.context})),
        misconceptions={
            skill: tuple(sorted(name for own, name in mistakes if own == skill and name))
            for skill in sorted({own for own, _ in mistakes})
        },
        difficulty=_cut([[slot.difficulty for slot in sheet.sheet] for sheet in sheets]),
        minutes=_cut([[slot.minutes for slot in sheet.sheet] for sheet in sheets]),
        band=(float(low), float(high)),
        longest=max(len(sheet.sheet) for sheet in sheets),
        requires={
            skill: tuple(other for other in needed if other in skills)
            for skill, needed in (requires or {}).items()
            if skill in skills
        },
        law=fit_law(sheets),
    )


def _cut(rows: Sequence[Sequence[float]]) -> Axis:
    found = np.unique(np.concatenate([np.array(row) for row in rows]))
    if len(found) <= STEPS:
        return Axis(values=tuple(found.tolist()), width=0.0)
    low, high = float(found[0]), float(found[-1])
    width = (high - low) / STEPS
    bare = Axis(values=tuple(low + width * (at + 0.5) for at in range(STEPS)), width=width)
    return bare.model_copy(update={"rises": _count_rises(bare, rows)})


def _count_rises(axis: Axis, rows: Sequence[Sequence[float]]) -> float:
    met, rose = 2, 1
    for row in rows:
        bins = axis.index(np.array(row))
        for at in range(1, len(row)):
            if bins[at] == bins[at - 1]:
                met += 1
                rose += row[at] > row[at - 1]
    return rose / met

"""A worksheet: the slots that one learner is to work on next, before anybody writes an exercise.

The JSON form of `PlannedSheet` is the exchange format of the planner, one line a sheet: others can
bring a world of their own by it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from generators.exercise.content import Bloom, Kind

Chance = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LearnerState(_Frozen):
    """What a learner was known to master when the sheet was made, by skill; `uncertainty` is the
    standard deviation of that chance, `interests` the contexts that the learner chose from a list.
    No names, no free text.
    """

    mastery: dict[str, Chance]
    uncertainty: dict[str, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = {}
    interests: tuple[str, ...] = ()


class Slot(_Frozen):
    """One exercise to come. `difficulty` is on the logit scale of blueprints; `p_correct` is the
    chance that this learner answers it rightly, by the learner model.
    """

    skill: str
    bloom: Bloom
    kind: Kind
    difficulty: Annotated[float, Field(ge=-4, le=4, allow_inf_nan=False)]
    minutes: Annotated[float, Field(gt=0, le=120, allow_inf_nan=False)]
    p_correct: Chance
    misconception: str | None = None
    context: str | None = None


class PlannedSheet(_Frozen):
    learner: LearnerState
    sheet: Annotated[tuple[Slot, ...], Field(min_length=1, max_length=40)]

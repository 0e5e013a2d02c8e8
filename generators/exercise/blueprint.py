"""A blueprint says what an exercise should be, before anybody writes it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from generators.exercise.content import Bloom, Kind, Language


class Blueprint(BaseModel):
    """`difficulty` is on the logit scale of the learner model: 0 is average, 1 clearly hard.

    `terms` are the words by which sources speak of the skill. `note` is the instructor's wish
    for this one exercise (for example on regeneration). `misconception` is what the exercise is to
    bring to light, `context` the setting that it is to play in; "" leaves either to the drafter.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    skill: str
    skill_name: str
    kind: Kind
    language: Language
    bloom: Bloom = Bloom.UNDERSTAND
    difficulty: float = Field(default=0.0, ge=-4, le=4)
    terms: tuple[str, ...] = ()
    note: str = ""
    misconception: str = ""
    context: str = ""

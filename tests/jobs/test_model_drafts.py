"""Which slots of a request a model is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from generators.drafters.base import Material
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind, Language
from generators.models.catalogue import ModelEntry, PathSource, Purpose
from jobs.model_drafts import LARGE, Slot, choose_slots


def slot(kind: Kind, number: int, language: Language = Language.EN) -> Slot:
    blueprint = Blueprint(skill="s", skill_name="Skill", kind=kind, language=language)
    return Slot("request", "course", number, blueprint, 1, Material.of(()))


SLOTS = [
    slot(kind, number)
    for number, kind in enumerate((Kind.ORDERING, Kind.MULTIPLE_CHOICE, Kind.CASE_STUDY))
]


def entry(parameters: int, purpose: Purpose = Purpose.DRAFT) -> ModelEntry:
    source = PathSource(kind="path", path=Path("/models/own"))
    return ModelEntry(
        name="own",
        languages=(Language.EN,),
        purposes=(purpose,),
        parameters=parameters,
        source=source,
    )


@pytest.mark.parametrize(
    ("model", "kinds"),
    [
        (entry(1_500_000_000), {Kind.MULTIPLE_CHOICE}),
        (entry(0, Purpose.SMOKE), {Kind.MULTIPLE_CHOICE}),
        (entry(LARGE), {Kind.MULTIPLE_CHOICE, Kind.CASE_STUDY}),
        (entry(0), {Kind.MULTIPLE_CHOICE, Kind.CASE_STUDY}),  # a server says no size
    ],
)
def test_cases_are_asked_of_large_models_alone(model: ModelEntry, kinds: set[Kind]) -> None:
    assert {own.blueprint.kind for own in choose_slots(model, SLOTS)} == kinds


def test_a_model_is_not_asked_in_a_language_that_it_does_not_know() -> None:
    assert choose_slots(entry(LARGE), [slot(Kind.CASE_STUDY, 0, Language.ZH)]) == []

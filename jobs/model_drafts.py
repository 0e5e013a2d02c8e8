"""What the language model writes for a request: one batch before the slots are worked through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from generators.drafters.base import Candidate, Material
from generators.drafters.transformer import Ask, TransformerDrafter
from generators.engines.base import Cancelled, Engine, EngineError
from generators.exercise.blueprint import Blueprint
from generators.models.catalogue import ModelEntry, Purpose
from generators.models.errors import ModelError
from jobs.model_engine import SHELF, chosen_model
from jobs.parts import Parts

log = structlog.get_logger(__name__)

OpenEngine = Callable[[Parts, ModelEntry], Engine]
Slot = tuple[int, Blueprint, int]  # number, blueprint, seed

# A model that only proves the path takes part in every request, and may not hold it up.
SMOKE_DRAFTS = 2
SMOKE_SECONDS = 45.0
DRAFTS = 3  # per slot, of a model that is meant to draft
SECONDS = 60.0  # per slot
MOST_SECONDS = 600.0  # of one batch: below the watchdog's patience


@dataclass(frozen=True, slots=True)
class ModelDrafts:
    """Candidates by slot. `trouble` says why the model gave none; the other drafters go on."""

    by_slot: dict[int, list[Candidate]]
    trouble: str = ""


def draft_by_model(
    parts: Parts,
    slots: Sequence[Slot],
    material: Material,
    cancelled: Cancelled,
    open_engine: OpenEngine = SHELF.take,
) -> ModelDrafts:
    try:
        entry = chosen_model(parts)
        asks = _plan(entry, slots) if entry else {}
        if entry is None or not asks:
            return ModelDrafts({})
        drafter = TransformerDrafter(
            open_engine(parts, entry), seconds=_seconds(entry, asks), cancelled=cancelled
        )
        written = drafter.draft_all(list(asks.values()), material)
    except (EngineError, ModelError) as error:
        log.warning("model_failed", error=str(error))
        return ModelDrafts({}, str(error))
    return ModelDrafts(dict(zip(asks, written, strict=True)))


def _is_smoke(entry: ModelEntry) -> bool:
    return entry.purposes == (Purpose.SMOKE,)


def _plan(entry: ModelEntry, slots: Sequence[Slot]) -> dict[int, Ask]:
    """By slot, those that the model can write: of a kind it is asked for, in its languages."""
    count = 1 if _is_smoke(entry) else DRAFTS
    able = {
        number: Ask(blueprint, seed, count)
        for number, blueprint, seed in slots
        if blueprint.kind in TransformerDrafter.kinds
        and (not entry.languages or blueprint.language in entry.languages)
    }
    most = SMOKE_DRAFTS if _is_smoke(entry) else len(able)
    return dict(list(able.items())[:most])


def _seconds(entry: ModelEntry, asks: dict[int, Ask]) -> float:
    return SMOKE_SECONDS if _is_smoke(entry) else min(MOST_SECONDS, SECONDS * len(asks))

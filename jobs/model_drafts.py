"""What the language model writes for the slots of a round, whatever requests they belong to."""

from __future__ import annotations

from collections import Counter
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
from jobs.stopping import WATCHDOG

log = structlog.get_logger(__name__)

OpenEngine = Callable[[Parts, ModelEntry], Engine]

# A model that only proves the path takes part in every request, and may not hold it up.
SMOKE_DRAFTS = 2
SMOKE_SLOTS = 12  # of a request: later ones are not asked for
SMOKE_SECONDS = 45.0
DRAFTS = 3  # per slot, of a model that is meant to draft
SECONDS = 60.0  # per slot
MOST_SECONDS = 600.0  # of one round
_GRACE_SECONDS = 120.0  # beyond which an engine that does not return hangs


@dataclass(frozen=True, slots=True)
class Slot:
    """One exercise that a request asks for."""

    request_id: str
    number: int
    blueprint: Blueprint
    seed: int
    material: Material

    @property
    def key(self) -> tuple[str, int]:
        return self.request_id, self.number


@dataclass(frozen=True, slots=True)
class ModelDrafts:
    """Candidates by a slot's key. `trouble` says why the model gave none; other drafters go on."""

    by_slot: dict[tuple[str, int], list[Candidate]]
    trouble: str = ""


def draft_by_model(
    parts: Parts,
    slots: Sequence[Slot],
    cancelled: Cancelled,
    open_engine: OpenEngine = SHELF.take,
) -> ModelDrafts:
    try:
        entry = chosen_model(parts)
        asked = _choose(entry, slots) if entry else []
        if entry is None or not asked:
            return ModelDrafts({})
        seconds, engine = _seconds(entry, asked), open_engine(parts, entry)
        WATCHDOG.pet(seconds + _GRACE_SECONDS)
        drafter = TransformerDrafter(engine, seconds=seconds, cancelled=cancelled)
        count = 1 if _is_smoke(entry) else DRAFTS
        asks = [Ask(slot.blueprint, slot.seed, count) for slot in asked]
        written = drafter.draft_all(asks, [slot.material for slot in asked])
    except (EngineError, ModelError) as error:
        log.warning("model_failed", error=str(error))
        SHELF.drop()  # what broke down once is loaded anew
        return ModelDrafts({}, str(error))
    return ModelDrafts({slot.key: own for slot, own in zip(asked, written, strict=True)})


def _is_smoke(entry: ModelEntry) -> bool:
    return entry.purposes == (Purpose.SMOKE,)


def _choose(entry: ModelEntry, slots: Sequence[Slot]) -> list[Slot]:
    """Those that the model can write: of a kind it is asked for, in its languages."""
    able = [
        slot
        for slot in slots
        if slot.blueprint.kind in TransformerDrafter.kinds
        and (not entry.languages or slot.blueprint.language in entry.languages)
    ]
    if not _is_smoke(entry):
        return able
    counts: Counter[str] = Counter()
    chosen = []
    for slot in able:
        counts[slot.request_id] += 1
        if counts[slot.request_id] <= SMOKE_DRAFTS and slot.number < SMOKE_SLOTS:
            chosen.append(slot)
    return chosen


def _seconds(entry: ModelEntry, asked: Sequence[Slot]) -> float:
    return SMOKE_SECONDS if _is_smoke(entry) else min(MOST_SECONDS, SECONDS * len(asked))

"""What the language model writes for the slots of a round, whatever requests they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from generators.checks.case import NO_TOOLS, Tools
from generators.drafters.base import Candidate, Material
from generators.drafters.transformer import Ask, TransformerDrafter
from generators.engines.base import Cancelled, Engine, EngineError
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import Kind
from generators.models.catalogue import ModelEntry, Purpose
from generators.models.errors import ModelError
from generators.repair import repair_drafts
from jobs.bank_neighbours import open_neighbours
from jobs.check_tools import with_judge
from jobs.meaning import MEANING
from jobs.model_budget import SPENT, Use, find_spent
from jobs.model_engine import SHELF, chosen_model
from jobs.parts import Parts
from jobs.stopping import WATCHDOG
from lti_tool.models import GenerationRequest

log = structlog.get_logger(__name__)

OpenEngine = Callable[[Parts, ModelEntry], Engine]

# A model that only proves the path takes part in every request, and may not hold it up.
SMOKE_DRAFTS = 2
SMOKE_SLOTS = 12  # of a request: later ones are not asked for
SMOKE_SECONDS = 45.0
DRAFTS = 3  # per slot, of a model that is meant to draft
SECONDS = 60.0  # per slot
MOST_SECONDS = 600.0  # of one round
LARGE = 3_000_000_000  # weights; smaller models were not measured on cases
_MEANING_SECONDS = 900.0  # in which the passages of a very large course are embedded, once
_GRACE_SECONDS = 120.0  # beyond which an engine that does not return hangs


@dataclass(frozen=True, slots=True)
class Slot:
    """One exercise that a request asks for."""

    request_id: str
    context_id: str
    number: int
    blueprint: Blueprint
    seed: int
    material: Material

    @property
    def key(self) -> tuple[str, int]:
        return self.request_id, self.number


@dataclass(frozen=True, slots=True)
class ModelDrafts:
    """Candidates by a slot's key. `trouble` says why the model gave fewer or none; the other
    drafters go on. `spent` are the courses that have no more of their budget.
    """

    by_slot: dict[tuple[str, int], list[Candidate]]
    trouble: str = ""
    spent: frozenset[str] = frozenset()

    def why_not(self, request: GenerationRequest) -> str:
        return self.trouble or (SPENT if request.context_id in self.spent else "")


def draft_by_model(
    parts: Parts,
    slots: Sequence[Slot],
    cancelled: Cancelled,
    open_engine: OpenEngine = SHELF.take,
) -> ModelDrafts:
    trouble = ""
    try:
        entry = chosen_model(parts)
        spent = find_spent(parts, entry, (slot.context_id for slot in slots))
        able = [slot for slot in slots if slot.context_id not in spent]
        asked = choose_slots(entry, able) if entry else []
        if entry is None or not asked:
            return ModelDrafts({}, spent=spent)
        seconds, engine = _seconds(entry, asked), open_engine(parts, entry)
        WATCHDOG.pet(_MEANING_SECONDS)
        materials = [MEANING.widen(parts, slot.material) for slot in asked]
        WATCHDOG.pet(seconds + _GRACE_SECONDS)
        use = Use([slot.context_id for slot in asked])
        drafter = TransformerDrafter(engine, seconds=seconds, cancelled=cancelled, note=use.add)
        count = 1 if _is_smoke(entry) else DRAFTS
        near = open_neighbours(parts, (slot.context_id for slot in asked))
        asks = [Ask(slot.blueprint, slot.seed, count, near.get(slot.context_id)) for slot in asked]
        try:
            written = drafter.draft_all(asks, materials)
            if not _is_smoke(entry):
                tools = [with_judge(NO_TOOLS, parts, slot.context_id) for slot in asked]
                written, trouble = _repair(drafter, asks, materials, written, tools)
        finally:
            use.keep(parts, entry)  # what was written counts, whatever became of it
    except (EngineError, ModelError) as error:
        log.warning("model_failed", error=str(error))
        SHELF.drop()  # what broke down once is loaded anew
        return ModelDrafts({}, str(error))
    by_slot = {slot.key: own for slot, own in zip(asked, written, strict=True)}
    return ModelDrafts(by_slot, use.trouble or trouble, spent)


def _repair(
    drafter: TransformerDrafter,
    asks: Sequence[Ask],
    materials: Sequence[Material],
    written: list[list[Candidate]],
    tools: Sequence[Tools],
) -> tuple[list[list[Candidate]], str]:
    """With the trouble of an engine that broke down meanwhile: the first drafts stand then."""
    try:
        return repair_drafts(drafter, asks, materials, written, tools), ""
    except EngineError as error:
        log.warning("model_failed", error=str(error))
        SHELF.drop()
        return written, str(error)


def _is_smoke(entry: ModelEntry) -> bool:
    return entry.purposes == (Purpose.SMOKE,)


def _is_large(entry: ModelEntry) -> bool:
    """Whether it may be asked for a case, which is one story throughout. Of how many weights a
    server's model is, is not known."""
    return not _is_smoke(entry) and not 0 < entry.parameters < LARGE


def choose_slots(entry: ModelEntry, slots: Sequence[Slot]) -> list[Slot]:
    """Those that the model can write: of a kind it is asked for, in its languages."""
    kinds = TransformerDrafter.kinds - (set() if _is_large(entry) else {Kind.CASE_STUDY})
    able = [
        slot
        for slot in slots
        if slot.blueprint.kind in kinds
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

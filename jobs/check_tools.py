"""The models that checks of drafts may use in this process, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from generators.checks.case import Tools
from generators.engines.base import EngineError
from generators.engines.scoring import Choices, ScoringEngine
from generators.exercise.content import Language
from generators.models.catalogue import ModelEntry, Purpose
from generators.models.errors import ModelError
from jobs.bank_shelf import BANKS
from jobs.meaning import MEANING
from jobs.model_engine import SHELF, EngineShelf, chosen_model
from jobs.parts import Parts
from jobs.stopping import WATCHDOG
from lti_tool.services.model_choice import ModelUse

log = structlog.get_logger(__name__)

SOLVERS = EngineShelf()  # beside the drafter's, where another model solves than drafts
NO_MODEL, CANNOT, FAILED = "no_capable_model", "engine_cannot_score", "model_failed"
# Checks of an edit run on the queue that has no model: they do not keep an instructor waiting.
AFTER_EDIT = Tools(no_solver="after_edit", no_bank="after_edit")


@dataclass(frozen=True, slots=True)
class EngineSolver:
    """An engine, with the languages that its catalogue entry names."""

    engine: ScoringEngine
    languages: frozenset[Language]

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def by_letter(self) -> bool:
        return self.engine.by_letter

    def score(self, asked: Sequence[Choices]) -> list[list[float]]:
        WATCHDOG.pet()  # a slot may have many drafts to solve
        return self.engine.score(asked)


def find_tools(parts: Parts, context_id: str, *, solve: bool = True) -> Tools:
    """For drafts of one course. `solve` False leaves language models out: one of them may end the
    workers that load it."""
    embedder, bank = MEANING.take(parts), BANKS.take(parts, context_id)
    solver, why_not = _find_solver(parts) if solve else (None, FAILED)
    return Tools(embedder, solver, why_not, bank.sense, bank.reason)


def _find_solver(parts: Parts) -> tuple[EngineSolver | None, str]:
    try:
        entry = chosen_model(parts, ModelUse.RE_SOLVE)
        if entry is None or not _is_meant(entry):
            return None, NO_MODEL
        drafts = chosen_model(parts)
        shelf = SHELF if drafts is not None and drafts.name == entry.name else SOLVERS
        engine = shelf.take(parts, entry)
    except (EngineError, ModelError) as error:
        log.warning("solver_failed", error=str(error))
        return None, FAILED
    return _solver(entry, engine)


def _is_meant(entry: ModelEntry) -> bool:
    """A folder has no purposes: whoever chose it knows what it can do."""
    return not entry.purposes or Purpose.RE_SOLVE in entry.purposes


def _solver(entry: ModelEntry, engine: object) -> tuple[EngineSolver | None, str]:
    if not isinstance(engine, ScoringEngine):
        return None, CANNOT
    return EngineSolver(engine, frozenset(entry.languages or Language)), ""

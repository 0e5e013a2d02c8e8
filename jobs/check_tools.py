"""The models that checks of drafts may use in this process, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import structlog

from generators.checks.case import Tools
from generators.checks.judge import Answered, EngineJudge
from generators.engines.base import Completion, Engine, EngineError, Prompt
from generators.engines.scoring import Choices, ScoringEngine
from generators.exercise.content import Language
from generators.models.catalogue import ModelEntry, Purpose
from generators.models.errors import ModelError
from jobs.bank_shelf import BANKS
from jobs.meaning import MEANING
from jobs.model_budget import Use, find_spent
from jobs.model_engine import SHELF, EngineShelf, chosen_model
from jobs.parts import Parts
from jobs.stopping import WATCHDOG
from lti_tool.services.model_choice import ModelUse

log = structlog.get_logger(__name__)

# Beside the drafter's, where another model solves, or looks again, than drafts.
SOLVERS, JUDGES = EngineShelf(), EngineShelf()
NO_MODEL, CANNOT, FAILED = "no_capable_model", "engine_cannot_score", "model_failed"
SPENT = "budget_spent"
# Checks of an edit run on the queue that has no model: they do not keep an instructor waiting.
AFTER_EDIT = Tools(no_solver="after_edit", no_bank="after_edit", no_judge="after_edit")
# Repair asks for a draft before the contest of drafts does.
_ANSWERED: Answered = {}


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


@dataclass
class CourseJudge(EngineJudge):
    """An engine on a course's account."""

    parts: Parts = field(kw_only=True)
    entry: ModelEntry = field(kw_only=True)
    context_id: str = field(kw_only=True)

    def _ask(self, prompt: Prompt) -> Completion:
        WATCHDOG.pet()
        written = super()._ask(prompt)
        use = Use([self.context_id])
        use.add(0, written)
        use.keep(self.parts, self.entry)
        return written


def find_tools(parts: Parts, context_id: str, *, solve: bool = True) -> Tools:
    """For drafts of one course. `solve` False leaves language models out: one of them may end the
    workers that load it."""
    embedder, bank = MEANING.take(parts), BANKS.take(parts, context_id)
    solver, why_not = _find_solver(parts) if solve else (None, FAILED)
    tools = Tools(embedder, solver, why_not, bank.sense, bank.reason, no_judge=FAILED)
    return with_judge(tools, parts, context_id) if solve else tools


def with_judge(tools: Tools, parts: Parts, context_id: str) -> Tools:
    """Asks no more of a server than the course's budget allows."""
    judge, why_not = _find_judge(parts, context_id)
    return replace(tools, judge=judge, no_judge=why_not)


def _find_judge(parts: Parts, context_id: str) -> tuple[CourseJudge | None, str]:
    try:
        entry = chosen_model(parts, ModelUse.CHECK)
        if entry is None or not _may_judge(parts, entry):
            return None, NO_MODEL
        if find_spent(parts, entry, [context_id]):
            return None, SPENT
        engine = _take(parts, entry, JUDGES)
    except (EngineError, ModelError) as error:
        log.warning("judge_failed", error=str(error))
        return None, FAILED
    languages = frozenset(entry.languages or Language)
    judge = CourseJudge(
        engine, languages, _ANSWERED, parts=parts, entry=entry, context_id=context_id
    )
    return judge, ""


def _may_judge(parts: Parts, entry: ModelEntry) -> bool:
    """A model that no purpose is known of looks at drafts only where it was chosen for that, and
    does not stand in as the one that drafts."""
    if entry.purposes:
        return Purpose.CHECK in entry.purposes
    drafts = chosen_model(parts)
    return drafts is None or drafts.name != entry.name


def _take(parts: Parts, entry: ModelEntry, own: EngineShelf) -> Engine:
    """A model that does two things is loaded once."""
    for use, shelf in ((ModelUse.DRAFT, SHELF), (ModelUse.RE_SOLVE, SOLVERS)):
        other = chosen_model(parts, use)
        if other is not None and other.name == entry.name:
            return shelf.take(parts, entry)
    return own.take(parts, entry)


def _find_solver(parts: Parts) -> tuple[EngineSolver | None, str]:
    try:
        entry = chosen_model(parts, ModelUse.RE_SOLVE)
        if entry is None or not _is_meant(entry):
            return None, NO_MODEL
        engine = _take(parts, entry, SOLVERS)
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

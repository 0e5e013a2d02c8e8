"""Exercises out of a folder of texts until enough are accepted, each with its verdicts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.evaluation.plan import Cell, next_cell, plan_cells
from deploy.evaluation.texts import Folder
from generators.checks.case import NO_TOOLS, Tools
from generators.drafters.base import Candidate, Drafter, Material
from generators.drafters.extractive import ExtractiveDrafter
from generators.drafters.parametric import ParametricDrafter
from generators.drafters.transformer import Ask, TransformerDrafter
from generators.engines.base import Engine
from generators.exercise.blueprint import Blueprint
from generators.exercise.content import (
    CaseStudy,
    Content,
    Kind,
    MultipleChoice,
    MultipleResponse,
    Numerical,
    TrueFalse,
)
from generators.exercise.in_words import ask_and_key
from generators.pipeline import Judged, Result, draft_blueprint
from generators.repair import repair_drafts

SEED_STEP = 104_729
MODEL_DRAFTS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What one blueprint gave; `seconds` of the clock."""

    blueprint: Blueprint
    result: Result
    seconds: float


@dataclass
class Evaluation:
    """`model` drafts beside the drafters that need none; with `model_only` by itself. `tools` are
    what checks ask."""

    folder: Folder
    seed: int
    model: Engine | None = None
    model_only: bool = False
    tools: Tools = NO_TOOLS

    def run(self, wanted: int) -> Iterator[Step]:
        """Until `wanted` are accepted or the texts are exhausted; the same seed, the same
        exercises."""
        materials = {text.name: Material.of(text.passages) for text in self.folder.texts}
        drafters: tuple[Drafter, ...] = (
            () if self.model_only else (ParametricDrafter(), ExtractiveDrafter())
        )
        cells = plan_cells(self.folder.texts, self._kinds(drafters))
        bank: list[Content] = []
        number = 0
        while len(bank) < wanted and (cell := next_cell(cells)):
            seed = self.seed + number * SEED_STEP
            step = self._draft(cell, materials[cell.file], drafters, bank, seed)
            number += 1
            content = step.result.best.candidate.content if step.result.best else None
            cell.note(accepted=content is not None)
            if content:
                bank.append(content)
            yield step

    def _kinds(self, drafters: Sequence[Drafter]) -> list[Kind]:
        known = {kind for drafter in drafters for kind in drafter.kinds}
        known |= TransformerDrafter.kinds if self.model else set()
        return [kind for kind in Kind if kind in known]

    def _draft(
        self,
        cell: Cell,
        material: Material,
        drafters: Sequence[Drafter],
        bank: Sequence[Content],
        seed: int,
    ) -> Step:
        begun = time.perf_counter()
        blueprint = cell.next_blueprint()
        given = self._ask_model(blueprint, material, seed)
        result = draft_blueprint(blueprint, material, drafters, bank, seed, given, self.tools)
        return Step(blueprint, result, time.perf_counter() - begun)

    def _ask_model(self, blueprint: Blueprint, material: Material, seed: int) -> list[Candidate]:
        if self.model is None or blueprint.kind not in TransformerDrafter.kinds:
            return []
        drafter, asks = TransformerDrafter(self.model), [Ask(blueprint, seed, MODEL_DRAFTS)]
        written = drafter.draft_all(asks, [material])
        return repair_drafts(drafter, asks, [material], written, [self.tools])[0]


def describe_step(step: Step, folder: Folder) -> Iterator[dict[str, Any]]:
    """The accepted exercise, if any, and those that were refused."""
    best = step.result.best
    judged = [*([best] if best else []), *step.result.refused]
    for one in judged:
        yield _describe(one, step, folder, accepted=one is best)


def _describe(judged: Judged, step: Step, folder: Folder, *, accepted: bool) -> dict[str, Any]:
    candidate, content = judged.candidate, judged.candidate.content
    citation = next(iter(content.citations), None) if content else None
    passages = {passage.id: passage for passage in folder.passages}
    cited = passages.get(citation.passage) if citation else None
    options, key = ask_and_key(content) if content else ([], None)
    return {
        "accepted": accepted,
        "drafter": candidate.drafter,
        "form": candidate.form,
        "kind": step.blueprint.kind.value,
        "language": step.blueprint.language.value,
        "blueprint": step.blueprint.model_dump(mode="json"),
        "stem": content.stem if content else candidate.raw,
        "options": options,
        "key": key,
        "explanation": content.explanation if content else "",
        "solution": content.solution if isinstance(content, Numerical) else "",
        "hints": list(content.hints) if content else [],
        "feedback": _feedback(content) if content else [],
        "quote": citation.quote if citation else "",
        "passage": cited.text if cited else "",
        "source": {"file": cited.source, "page": cited.page, "heading": cited.heading}
        if cited
        else None,
        "verdicts": [verdict.model_dump(mode="json") for verdict in judged.verdicts],
        "family": candidate.family.model_dump(mode="json") if candidate.family else None,
        "seconds": round(step.seconds, 3),
    }


def _feedback(content: Content) -> list[str]:
    match content:
        case MultipleChoice(options=options) | MultipleResponse(options=options):
            return [option.feedback for option in options]
        case TrueFalse():
            return [content.feedback_true, content.feedback_false]
        case CaseStudy(parts=parts):
            return [text for part in parts for text in _feedback(part.content)]
        case _:
            return []

"""Questions to talk about that a model server adds to a lesson. A model on our own machine is not
asked: it is loaded by the workers that draft exercises, and lessons are drafted by others.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from generators.drafters.base import Material
from generators.engines.base import Engine, EngineError
from generators.exercise.blueprint import Blueprint
from generators.exercise.lesson import Lesson
from generators.lessons import asking
from generators.lessons.prompts import MOST
from generators.models.catalogue import EndpointSource, ModelEntry
from generators.models.errors import ModelError
from jobs.model_budget import Use, find_spent
from jobs.model_engine import SHELF, chosen_model
from jobs.parts import Parts

log = structlog.get_logger(__name__)

SEED = 1
SECONDS = 60.0
OpenEngine = Callable[[Parts, ModelEntry], Engine]


def add_prompts(
    parts: Parts,
    context_id: str,
    blueprint: Blueprint,
    material: Material,
    lesson: Lesson,
    open_engine: OpenEngine = SHELF.take,
) -> Lesson:
    """The lesson as it is where there is no such server, its budget is used up, or it fails, which
    the log says.
    """
    try:
        entry = chosen_model(parts)
        if entry is None or not _may_ask(parts, entry, context_id, blueprint):
            return lesson
        use = Use([context_id] * asking.MOST)
        engine = open_engine(parts, entry)
        try:
            found = asking.ask_prompts(
                engine, blueprint, material, SEED, seconds=SECONDS, note=use.add
            )
        finally:
            use.keep(parts, entry)
    except (EngineError, ModelError) as error:
        log.warning("model_failed", error=str(error))
        return lesson
    return lesson.model_copy(update={"prompts": asking.join_prompts(lesson.prompts, found, MOST)})


def _may_ask(parts: Parts, entry: ModelEntry, context_id: str, blueprint: Blueprint) -> bool:
    return (
        isinstance(entry.source, EndpointSource)
        and (not entry.languages or blueprint.language in entry.languages)
        and not find_spent(parts, entry, [context_id])
    )

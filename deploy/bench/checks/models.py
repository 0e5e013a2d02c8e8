"""The models that a run of the bench may ask."""

from __future__ import annotations

from generators.checks.case import Tools
from generators.engines.opening import open_engine
from generators.engines.scoring import ScoringEngine
from generators.exercise.content import Language
from generators.models.catalogue import load_catalogue
from generators.models.embedding import open_embedder
from generators.models.remembered import RememberedEmbedder
from jobs.check_tools import EngineSolver
from lti_tool.settings import Settings

NONE = "none"


def open_tools(solver: str, embedder: str) -> Tools:
    """Of any purpose: a bench may ask what a model is worth. Raises `ModelError`, `EngineError`."""
    settings = Settings.from_env()
    catalogue = load_catalogue(settings.models.catalogue)
    points = None
    if embedder != NONE:
        opened = open_embedder(catalogue.find(embedder), settings.cache)
        points = RememberedEmbedder(opened)
    if solver == NONE:
        return Tools(points)
    entry = catalogue.find(solver)
    engine = open_engine(entry, settings.cache)
    if not isinstance(engine, ScoringEngine):
        return Tools(points, no_solver="engine_cannot_score")
    return Tools(points, EngineSolver(engine, frozenset(entry.languages or Language)))

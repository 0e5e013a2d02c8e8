"""The models that a run of the bench may ask."""

from __future__ import annotations

from dataclasses import replace

from generators.checks.case import Tools
from generators.checks.judge import EngineJudge
from generators.engines.base import Engine
from generators.engines.opening import open_engine
from generators.engines.scoring import ScoringEngine
from generators.exercise.content import Language
from generators.models.catalogue import load_catalogue
from generators.models.embedding import open_embedder
from generators.models.remembered import RememberedEmbedder
from jobs.check_tools import EngineSolver
from jobs.model_engine import engine_settings
from lti_tool.settings import Settings

NONE = "none"


def open_judge(name: str, threads: int, other: Engine | None = None) -> EngineJudge | None:
    """The model `name` to look at drafts, whatever it is meant for; None for "none". `other` is
    taken where it runs that model already. Raises `ModelError`, `EngineError`."""
    if name == NONE:
        return None
    settings = Settings.from_env()
    entry = load_catalogue(settings.models.catalogue).find(name)
    if other is None or other.name != entry.name:
        own = replace(engine_settings(settings.models), threads=threads)
        other = open_engine(entry, settings.cache, own)
    return EngineJudge(other, frozenset(entry.languages or Language))


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

"""The language model of this process: loaded at first use, kept until another one is chosen."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field

import structlog

from generators.engines.base import Engine
from generators.engines.opening import EngineSettings, open_engine
from generators.models.catalogue import ModelEntry, load_catalogue
from jobs.parts import Parts
from lti_tool.model_settings import ModelSettings
from lti_tool.services.model_choice import NO_MODEL, ModelUse, default_models, read_models

log = structlog.get_logger(__name__)

_MOST_THREADS = 4


def engine_settings(settings: ModelSettings) -> EngineSettings:
    """Half the cores where nothing is set: threads that wait for a core make the model many times
    slower.
    """
    half = max(1, min(_MOST_THREADS, (os.cpu_count() or 2) // 2))
    return EngineSettings(
        device=settings.device,
        dtype=settings.dtype,
        threads=settings.threads or half,
        batch=settings.batch,
    )


@dataclass
class EngineShelf:
    """Holds one engine. `loaded` names it, "" while there is none."""

    _engine: Engine | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def loaded(self) -> str:
        engine = self._engine
        return engine.name if engine else ""

    def take(self, parts: Parts, entry: ModelEntry) -> Engine:
        """Raises `EngineError` or `ModelError`."""
        with self._lock:
            if self._engine is None or self._engine.name != entry.name:
                self._engine = None  # two models may not fit into the memory
                self._engine = open_engine(
                    entry, parts.settings.cache, engine_settings(parts.settings.models)
                )
                log.info("model_loaded", model=entry.name, revision=self._engine.revision)
            return self._engine

    def drop(self) -> None:
        """What broke down is loaded anew at the next take."""
        with self._lock:
            self._engine = None


SHELF = EngineShelf()


def chosen_model(parts: Parts, use: ModelUse = ModelUse.DRAFT) -> ModelEntry | None:
    """What the admin chose, else the environment; None for "none". Raises `ModelError`."""
    with parts.database.read() as session:
        name = read_models(session, default_models(parts.settings))[use]
    return None if name == NO_MODEL else load_catalogue(parts.settings.models.catalogue).find(name)

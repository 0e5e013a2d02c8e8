"""The embedder of this process, by which a language model's passages are found by their meaning."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import structlog

from generators.drafters.base import Material
from generators.models.embedding import EmbedderSettings, find_embedder
from generators.models.errors import ModelError
from generators.models.remembered import RememberedEmbedder
from generators.sources.retrieval import Index
from jobs.model_engine import chosen_model
from jobs.parts import Parts
from lti_tool.services.model_choice import ModelUse

log = structlog.get_logger(__name__)


@dataclass
class MeaningShelf:
    """Looks for the embedder once. Without one, and after it broke down, the log says so and words
    alone find passages."""

    _embedder: RememberedEmbedder | None = None
    _looked: bool = False
    _found: WeakKeyDictionary[Index, Material] = field(default_factory=WeakKeyDictionary)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def widen(self, parts: Parts, material: Material) -> Material:
        """The same passages, found by their meaning too where an embedder is installed."""
        with self._lock:
            embedder = self._take(parts)
            if embedder is None:
                return material
            if material.index not in self._found:
                self._found[material.index] = Material.of(material.passages, embedder)
            return self._found[material.index]

    def take(self, parts: Parts) -> RememberedEmbedder | None:
        """None where none is installed."""
        with self._lock:
            return self._take(parts)

    def _take(self, parts: Parts) -> RememberedEmbedder | None:
        if not self._looked:
            self._looked, self._embedder = True, _open(parts)
        return self._embedder


MEANING = MeaningShelf()


def _open(parts: Parts) -> RememberedEmbedder | None:
    settings = EmbedderSettings(languages=parts.settings.embedder_languages)
    try:
        entry = chosen_model(parts, ModelUse.EMBED)
        if entry is None:
            return None
        embedder = find_embedder(entry, parts.settings.cache, settings)
    except ModelError as error:
        log.warning("embedder_failed", error=str(error))
        return None
    if embedder is None:
        do = f"coursewright models install {entry.name}"
        log.info("embedder_not_installed", model=entry.name, do=do)
        return None
    log.info("embedder_loaded", model=entry.name, revision=embedder.revision)
    return RememberedEmbedder(embedder)

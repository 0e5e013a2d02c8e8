"""From a model of the catalogue to an engine that runs it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from generators.engines.base import Engine, EngineError
from generators.engines.openai_engine import EndpointSettings, OpenAIEngine
from generators.models.catalogue import EndpointSource, ModelEntry
from generators.models.store import check_model, locate, revision_of


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """`threads`: CPU threads in process. `batch`: prompts in one forward pass, or at a server
    side by side. `reuse`: in transformers, what prompts begin with in common is read once.
    """

    device: Literal["auto", "cpu", "cuda"] = "auto"
    dtype: Literal["auto", "float32", "bfloat16"] = "auto"
    threads: int = 1
    batch: int = 8
    seconds: float = 120.0
    reuse: bool = True


def _open_endpoint(
    entry: ModelEntry, source: EndpointSource, settings: EngineSettings, env: Mapping[str, str]
) -> Engine:
    key = ""
    if source.key_variable:
        key = env.get(source.key_variable, "")
        if not key:
            raise EngineError(
                f"{entry.name} needs a key: set the environment variable {source.key_variable}."
            )
    endpoint = EndpointSettings(
        base_url=source.base_url,
        model=source.model,
        key=key,
        seconds=settings.seconds,
        concurrency=source.concurrency or settings.batch,
        structured=source.structured,
    )
    return OpenAIEngine(endpoint, entry.name)


def open_engine(
    entry: ModelEntry,
    cache: Path,
    settings: EngineSettings | None = None,
    env: Mapping[str, str] | None = None,
) -> Engine:
    """Loads an installed model, or sets up the way to a server (which is not asked yet).

    Raises `EngineError`, or `ModelError` where the model is not installed or damaged.
    """
    settings = settings or EngineSettings()
    if isinstance(entry.source, EndpointSource):
        return _open_endpoint(entry, entry.source, settings, os.environ if env is None else env)
    check_model(entry, cache, thorough=False)
    folder, revision = locate(entry, cache), revision_of(entry, cache)
    if entry.runner == "llamacpp":
        return _open_llamacpp(entry, folder, revision, settings)
    # torch is imported only by those that run a model in process.
    from generators.engines.transformers_engine import TransformersEngine, TransformersSettings

    own = TransformersSettings(
        settings.device, settings.dtype, settings.threads, settings.batch, settings.reuse
    )
    return TransformersEngine(folder, entry.name, revision, own)


def _open_llamacpp(
    entry: ModelEntry, folder: Path, revision: str, settings: EngineSettings
) -> Engine:
    from generators.engines.llamacpp_engine import LlamaCppEngine, LlamaCppSettings

    files = sorted(folder.glob("*.gguf"))
    if len(files) != 1:
        names = ", ".join(file.name for file in files)
        raise EngineError(f"{folder} holds several models ({names}): keep one in it.")
    own = LlamaCppSettings(settings.threads, settings.batch, gpu=settings.device == "cuda")
    return LlamaCppEngine(files[0], entry.name, revision, own)

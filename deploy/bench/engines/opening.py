"""The engine that a bench measures, and what a measured stretch of its work came to."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from deploy.cli.errors import CommandError
from generators.engines.base import Completion, Engine, EngineError, Prompt
from generators.engines.opening import EngineSettings, open_engine
from generators.models.catalogue import load_catalogue
from jobs.model_engine import engine_settings
from lti_tool.settings import Settings

RANDOM = "random-"  # before a shape of generators.engines.random_weights

OPTIONS = (
    click.Option(
        ["--engine"],
        default="random-135m",
        show_default=True,
        help="A model of the catalogue, or random weights of a real configuration: random-135m, "
        "random-4b, random-8b (the last two are for GPUs).",
    ),
    click.Option(["--device"], type=click.Choice(["auto", "cpu", "cuda"]), default="auto"),
    click.Option(["--dtype"], type=click.Choice(["auto", "float32", "bfloat16"]), default="auto"),
    click.Option(["--threads"], default=1, show_default=True, type=click.IntRange(1, 256)),
)


def read_settings(device: Any, dtype: Any, threads: int, batch: int) -> EngineSettings:
    own = engine_settings(Settings.from_env().models)
    return replace(own, device=device, dtype=dtype, threads=threads, batch=batch)


def open_measured(name: str, settings: EngineSettings) -> Engine:
    """Raises `CommandError`, or `ModelError` where it is not installed."""
    site = Settings.from_env()
    try:
        if name.startswith(RANDOM):
            return _open_random(name.removeprefix(RANDOM), settings)
        entry = load_catalogue(site.models.catalogue).find(name)
        return open_engine(entry, site.cache, settings)
    except EngineError as error:
        raise CommandError(str(error)) from error


def _open_random(shape: str, settings: EngineSettings) -> Engine:
    from generators.engines.random_weights import RandomEngine
    from generators.engines.transformers_engine import TransformersSettings

    own = TransformersSettings(
        settings.device, settings.dtype, settings.threads, settings.batch, settings.reuse
    )
    return RandomEngine(shape, own)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Completions, and the seconds they took by the clock and of this process's processors."""

    done: list[Completion]
    wall: float
    cpu: float

    @property
    def tokens(self) -> int:
        return sum(own.tokens for own in self.done)


def run_all(engine: Engine, prompts: Sequence[Prompt], *, together: bool) -> Stretch:
    """In one call, or one after the other."""
    calls = [list(prompts)] if together else [[prompt] for prompt in prompts]
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        done = [own for call in calls for own in engine.generate(call)]
    except EngineError as error:
        raise CommandError(str(error)) from error
    return Stretch(done, time.perf_counter() - wall, time.process_time() - cpu)


def describe_load(engine: Engine) -> dict[str, Any] | None:
    """What its passes had to read so far; None for engines that do not say."""
    from generators.engines.transformers_engine import TransformersEngine

    if not isinstance(engine, TransformersEngine):
        return None
    load = engine.describe_load()
    return {"passes": load.passes, "read": load.read, "weights": load.weights}

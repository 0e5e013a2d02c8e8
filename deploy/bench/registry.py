"""The benches by name.

A bench is a module with `measure(...) -> Mapping` of figures for JSON, `describe(figures) -> list
of lines` for people, a docstring whose first line says what is measured and, where it has any,
`OPTIONS`: the click options that `measure` takes as keywords, and `has_failed(figures)`: whether
the command is to end with status 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

BENCHES = {
    "checks": "deploy.bench.checks.bench",
    "class": "deploy.bench.class_pages",
    "sync": "deploy.bench.course_sync",
    "giving": "deploy.bench.giving",
    "items": "deploy.bench.bank.items",
    "batching": "deploy.bench.engines.batching",
    "generate": "deploy.bench.engines.generate",
    "launch": "deploy.bench.launch",
    "memory": "deploy.bench.memory",
    "records": "deploy.bench.bank.records",
    "responses": "deploy.bench.bank.responses",
    "risk": "deploy.bench.risk",
    "planner": "deploy.bench.planner.bench",
    "profiles": "deploy.bench.profiles",
    "retrieval": "deploy.bench.retrieval.bench",
    "tracing": "deploy.bench.tracing.bench",
    "scores": "deploy.bench.scores.bench",
    "second-look": "deploy.bench.second_look.bench",
}


@dataclass(frozen=True, slots=True)
class Bench:
    measure: Callable[..., Mapping[str, Any]]
    describe: Callable[[Mapping[str, Any]], Sequence[str]]
    options: Sequence[click.Option]
    help: str
    has_failed: Callable[[Mapping[str, Any]], bool]


def load_bench(name: str) -> Bench:
    """Raises KeyError for a name that is not registered."""
    module = import_module(BENCHES[name])
    options = getattr(module, "OPTIONS", ())
    has_failed = getattr(module, "has_failed", lambda _figures: False)
    return Bench(module.measure, module.describe, options, module.__doc__ or "", has_failed)

"""The benches by name. A bench is a module with `measure() -> Mapping` of figures for JSON and
`describe(figures) -> list of lines` for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

BENCHES = {
    "launch": "deploy.bench.launch",
}


@dataclass(frozen=True, slots=True)
class Bench:
    measure: Callable[[], Mapping[str, Any]]
    describe: Callable[[Mapping[str, Any]], Sequence[str]]


def load_bench(name: str) -> Bench:
    """Raises KeyError for a name that is not registered."""
    module = import_module(BENCHES[name])
    return Bench(module.measure, module.describe)

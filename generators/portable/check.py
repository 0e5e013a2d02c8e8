"""A graph on disk, run in onnxruntime on drawn inputs and compared with torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import torch

from generators.portable.errors import PortableError
from generators.portable.graph import Graph
from generators.portable.tools import take_onnxruntime

BATCHES = (1, 2, 7, 64)
TOLERANCE = 1e-4
_CPU = ["CPUExecutionProvider"]


@dataclass(frozen=True, slots=True)
class Trial:
    """Of one batch: the largest difference of each output, beside the larger of 1 and its size; and
    milliseconds of one call."""

    rows: int
    differences: dict[str, float]
    torch_ms: float
    onnxruntime_ms: float


def check_graph(
    graph: Graph,
    file: Path,
    seed: int,
    *,
    batches: Sequence[int] = BATCHES,
    tolerance: float = TOLERANCE,
) -> list[Trial]:
    """Raises `PortableError` for one that differs by more than `tolerance`, or does not run."""
    session = _open(graph, file)
    trials = []
    for rows in batches:
        trial = _try(graph, session, rows, torch.Generator().manual_seed(seed + rows))
        for name, difference in trial.differences.items():
            if not difference <= tolerance:  # NaN too
                raise PortableError(
                    f"{graph.name}: {name} of {rows} rows differs by {difference:.2g} between "
                    f"onnxruntime and torch, and {tolerance:g} is allowed. Nothing was written."
                )
        trials.append(trial)
    return trials


def _open(graph: Graph, file: Path) -> Any:
    onnxruntime = take_onnxruntime()
    try:
        return onnxruntime.InferenceSession(str(file), providers=_CPU)
    except Exception as error:
        raise _say_unrun(graph, error) from error


def _try(graph: Graph, session: Any, rows: int, random: torch.Generator) -> Trial:
    given = graph.draw(rows, random)
    feed = {port.name: one.numpy() for port, one in zip(graph.inputs, given, strict=True)}
    names = [port.name for port in graph.outputs]
    try:
        session.run(names, feed)  # the first call of a batch's size takes longer
        begun = perf_counter()
        found = session.run(names, feed)
    except Exception as error:
        raise _say_unrun(graph, error) from error
    between = perf_counter()
    wanted = graph.run(given)
    ended = perf_counter()
    differences = {
        name: compare(one, other.numpy())
        for name, one, other in zip(names, found, wanted, strict=True)
    }
    return Trial(rows, differences, (ended - between) * 1e3, (between - begun) * 1e3)


def compare(found: np.ndarray, wanted: np.ndarray) -> float:
    """NaN where either has one; infinite for another shape."""
    if found.shape != wanted.shape:
        return float("inf")
    if not found.size:
        return 0.0
    size = np.maximum(1.0, np.abs(wanted))
    return float(np.max(np.abs(found.astype(np.float64) - wanted) / size))


def _say_unrun(graph: Graph, error: Exception) -> PortableError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return PortableError(f"onnxruntime does not run {graph.name} ({reason}). Nothing was written.")

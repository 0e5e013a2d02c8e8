"""A folder for other frameworks: graphs, a card that says how to call them, and what the check of
each found. All of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generators.portable.check import BATCHES, TOLERANCE, Trial, check_graph
from generators.portable.convert import OPSET, convert
from generators.portable.errors import PortableError
from generators.portable.graph import Graph
from generators.portable.tools import take_onnx, take_onnxruntime

CARD, REPORT = "card.json", "check.json"
FORMAT, VERSION = "coursewright-onnx", 1
LICENCE = (
    "The code that made these graphs is Apache-2.0. The weights were learnt from the data of this "
    "installation: whoever answers for that data decides who may have them."
)
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Portable:
    """A model in parts. `revision` names its weights; `how` are sentences on calling it, `about`
    plain values that its numbers are read by, `provenance` what it was learnt from."""

    model: str
    revision: str
    graphs: tuple[Graph, ...]
    how: tuple[str, ...]
    about: dict[str, Any]
    provenance: dict[str, Any]


def keep_quiet(name: str, done: int, total: int) -> None:
    del name, done, total


def write_portable(
    folder: Path,
    portable: Portable,
    *,
    seed: int = 0,
    tolerance: float = TOLERANCE,
    tell: Tell = keep_quiet,
) -> dict[str, Any]:
    """Gives the report. Raises `PortableError` where the folder is there already or cannot be
    written, a package is missing, or a graph differs from torch."""
    for take in (take_onnx, take_onnxruntime):
        take()  # before anything is made
    if folder.exists() or folder.is_symlink():
        raise PortableError(f"{folder} is there already: name a folder that is not.")
    part = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        part.mkdir()
        report = _fill(part, portable, seed, tolerance, tell)
        part.rename(folder)
    except OSError as error:
        raise PortableError(
            f"{folder} could not be written ({error.strerror or error}): name one in a folder "
            "that is there and yours to write in."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return report


def _fill(
    part: Path, portable: Portable, seed: int, tolerance: float, tell: Tell
) -> dict[str, Any]:
    about = {"model": portable.model, "revision": portable.revision, "licence": LICENCE}
    trials: dict[str, list[Trial]] = {}
    for at, graph in enumerate(portable.graphs):
        tell(graph.name, at, len(portable.graphs))
        file = part / f"{graph.name}.onnx"
        convert(graph, file, seed, about)
        trials[graph.name] = check_graph(graph, file, seed, tolerance=tolerance)
    tell("", len(portable.graphs), len(portable.graphs))
    report = _report(part, trials, seed, tolerance)
    _write(part / REPORT, report)
    _write(part / CARD, _describe(part, portable))
    return report


def _report(
    part: Path, trials: dict[str, list[Trial]], seed: int, tolerance: float
) -> dict[str, Any]:
    return {
        "tolerance": tolerance,
        "seed": seed,
        "batches": list(BATCHES),
        "versions": {name: version(name) for name in ("torch", "onnx", "onnxruntime")},
        "graphs": {
            name: {
                "bytes": (part / f"{name}.onnx").stat().st_size,
                "largest_difference": max(max(one.differences.values()) for one in own),
                "trials": [asdict(one) for one in own],
            }
            for name, own in trials.items()
        },
    }


def _describe(part: Path, portable: Portable) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "model": portable.model,
        "revision": portable.revision,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_by": f"coursewright {version('coursewright')}",
        "licence": LICENCE,
        "opset": OPSET,
        "how": list(portable.how),
        "graphs": [_describe_graph(part, graph) for graph in portable.graphs],
        "about": portable.about,
        "provenance": portable.provenance,
    }


def _describe_graph(part: Path, graph: Graph) -> dict[str, Any]:
    file = part / f"{graph.name}.onnx"
    return {
        "name": graph.name,
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "meaning": graph.meaning,
        "inputs": [asdict(port) for port in graph.inputs],
        "outputs": [asdict(port) for port in graph.outputs],
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def list_sizes(report: dict[str, Any]) -> Sequence[tuple[str, int, float]]:
    """Name, bytes and largest difference of each graph."""
    return [
        (name, one["bytes"], one["largest_difference"]) for name, one in report["graphs"].items()
    ]

"""A module as an ONNX graph, by tracing.

Torch's newer exporter took over thirty times as long for slots that are decoded one after another
(docs/BENCHMARKS.md).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from generators.portable.errors import PortableError
from generators.portable.graph import BATCH, Graph
from generators.portable.tools import take_onnx

OPSET = 18
_INT64 = 7  # by ONNX's numbering of types
_ROWS = 3


def convert(graph: Graph, file: Path, seed: int, about: Mapping[str, str]) -> None:
    """`about` goes into the file. Raises `PortableError` for what ONNX has no words for."""
    onnx = take_onnx()
    example = graph.draw(_ROWS, torch.Generator().manual_seed(seed))
    ports = (*graph.inputs, *graph.outputs)
    try:
        with _untold_warnings(), _own_symbols(), torch.no_grad():
            torch.onnx.export(
                graph.module.eval(),
                example,
                file,
                input_names=[port.name for port in graph.inputs],
                output_names=[port.name for port in graph.outputs],
                dynamic_axes={port.name: {0: BATCH} for port in ports},
                opset_version=OPSET,
                dynamo=False,
            )
        model = onnx.load(file)
        model.doc_string = graph.meaning
        _state_shapes(model, graph)
        onnx.helper.set_model_props(model, dict(about))
        onnx.checker.check_model(model, full_check=True)
    except (torch.onnx.errors.OnnxExporterError, onnx.checker.ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise PortableError(f"{graph.name} has no form in ONNX ({reason}).") from error
    onnx.save(model, file)


def _state_shapes(model: Any, graph: Graph) -> None:
    """What the exporter could not tell of outputs."""
    for value, port in zip(model.graph.output, graph.outputs, strict=True):
        for dimension, size in zip(value.type.tensor_type.shape.dim, port.shape, strict=True):
            if isinstance(size, int):
                dimension.dim_value = size


@contextmanager
def _untold_warnings() -> Iterator[None]:
    """The tracer warns of what it takes for constant: that it was right is checked on the graph."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _own_symbols() -> Iterator[None]:
    for name, write in _SYMBOLS.items():
        torch.onnx.register_custom_op_symbolic(  # type: ignore[attr-defined]
            name, write, OPSET
        )
    try:
        yield
    finally:
        for name in _SYMBOLS:
            torch.onnx.unregister_custom_op_symbolic(  # type: ignore[attr-defined]
                name, OPSET
            )


def _write_argsort(g: Any, rows: Any, stable: Any, dim: Any, descending: Any) -> Any:
    """Of matrices, along their rows, rising: what models here ask for."""
    del stable, dim, descending  # TopK puts the first of equals first
    width = g.op("Shape", rows, start_i=1)
    return g.op("TopK", rows, width, axis_i=1, largest_i=0, sorted_i=1, outputs=2)[1]


def _write_searchsorted(g: Any, points: Any, values: Any, *rest: Any) -> Any:
    """How many points lie below."""
    del rest
    last = g.op("Constant", value_t=torch.tensor([-1]))
    below = g.op("Less", points, g.op("Unsqueeze", values, last))
    counted = g.op("Cast", below, to_i=_INT64)
    return g.op("ReduceSum", counted, last, keepdims_i=0)


_SYMBOLS: dict[str, Callable[..., Any]] = {
    "aten::argsort": _write_argsort,
    "aten::searchsorted": _write_searchsorted,
}

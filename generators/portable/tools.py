"""The packages of the extra `onnx`, which not every installation has."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from generators.portable.errors import PortableError


def take_onnx() -> Any:
    return _take("onnx")


def take_onnxruntime() -> Any:
    return _take("onnxruntime")


def _take(name: str) -> Any:
    """Raises `PortableError` where it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        raise PortableError(
            f"Writing ONNX takes the package {name}: pip install 'coursewright[onnx]'."
        ) from error

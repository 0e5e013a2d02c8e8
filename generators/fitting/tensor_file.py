"""Named tensors in a safetensors file, which holds numbers and text and never runs code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from generators.fitting.errors import TensorFileError


def write_tensors(path: Path, tensors: Mapping[str, Tensor], about: Mapping[str, str]) -> None:
    """All of it or nothing: under another name first. Makes the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    plain = {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}
    save_file(plain, new, metadata=dict(about))
    os.replace(new, path)


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Raises TensorFileError for a file that is none, missing or cut short."""
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return tensors, dict(file.metadata() or {})
    except (SafetensorError, OSError, ValueError) as error:
        raise TensorFileError(f"{path.name} is damaged or missing ({error}).") from error

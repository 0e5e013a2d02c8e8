"""A graph to write: a module, what goes in and out of it, and inputs to try it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

BATCH = "B"
Draw = Callable[[int, torch.Generator], tuple[Tensor, ...]]


@dataclass(frozen=True, slots=True)
class Port:
    """An input or an output: `shape` begins with `BATCH`, of which there may be any number."""

    name: str
    shape: tuple[int | str, ...]
    meaning: str
    kind: Literal["float32", "int64"] = "float32"


@dataclass(frozen=True, slots=True)
class Graph:
    """`draw` gives inputs for so many rows; `truth` is the model as the product runs it, where
    `module` is another way to compute the same."""

    name: str
    meaning: str
    module: nn.Module
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    draw: Draw
    truth: Callable[..., tuple[Tensor, ...]] | None = None

    def run(self, given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        with torch.no_grad():
            found: tuple[Tensor, ...] = (self.truth or self.module)(*given)
        return found

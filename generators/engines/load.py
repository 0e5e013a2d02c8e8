"""How near an engine comes to what the memory's bandwidth allows: each pass reads all weights."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from typing import Any

import torch

from generators.engines.decoding import Work

_COPIED = 256 * 1024 * 1024  # bytes: larger than any cache
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Load:
    """`weights` and `cached_token` in bytes: read in a pass, and for a token in the cache; `read`:
    all that had to be read so far.
    """

    weights: int
    cached_token: int
    passes: int
    read: int


def describe_load(model: Any, work: Work) -> Load:
    config = model.config.get_text_config()
    inputs = model.get_input_embeddings().weight
    tied = model.get_output_embeddings().weight is inputs
    weights = sum(own.numel() * own.element_size() for own in model.parameters())
    if not tied:
        weights -= inputs.numel() * inputs.element_size()  # a row of it is read, not all
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    cached = 2 * config.num_hidden_layers * heads * size * inputs.element_size()
    return Load(weights, cached, work.passes, work.passes * weights + work.cached * cached)


def measure_bandwidth(device: str) -> float:
    """Bytes a second that a copy reads and writes, the best of a few tries, on torch's threads."""
    source = torch.ones(_COPIED, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    best = 0.0
    for _ in range(_TRIES):
        _wait_for(device)
        began = time.perf_counter()
        target.copy_(source)
        _wait_for(device)
        best = max(best, 2 * _COPIED / (time.perf_counter() - began))
    return best


def peak_memory(device: str) -> int:
    """Bytes, of the GPU or of this process, since it began."""
    if device == "cuda":
        return int(torch.cuda.max_memory_allocated())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _wait_for(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()

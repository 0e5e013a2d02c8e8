"""What attention keeps of the tokens so far, in buffers with room; rows come and go.

transformers' own dynamic cache copies all of it at every token.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers.cache_utils import Cache, DynamicLayer

_ROOM = 64  # tokens more than are needed

Kept = tuple[tuple[torch.Tensor, torch.Tensor], ...]  # by layer, each [rows, heads, tokens, size]


class _Buffer:
    """The filled part of a tensor [rows, heads, tokens, size] that has room for more tokens."""

    def __init__(self) -> None:
        self._all: torch.Tensor | None = None
        self._length = 0

    def append(self, new: torch.Tensor) -> torch.Tensor:
        """A view of all that is held."""
        length = self._length + new.shape[-2]
        if self._all is None or self._all.shape[-2] < length:
            rows, heads, _, size = new.shape
            wider = new.new_empty((rows, heads, length + _ROOM, size))
            if self._all is not None:
                wider[:, :, : self._length] = self._all[:, :, : self._length]
            self._all = wider
        self._all[:, :, self._length : length] = new
        self._length = length
        return self._all[:, :, :length]


class RoomyLayer(DynamicLayer):  # type: ignore[misc]
    """`keys` and `values` are views of the filled part of their buffers."""

    def __init__(self) -> None:
        super().__init__()
        self._own_keys, self._own_values = _Buffer(), _Buffer()

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        self.keys = self._own_keys.append(key_states)
        self.values = self._own_values.append(value_states)
        return self.keys, self.values


def open_cache(kept: Kept | None = None) -> Any:
    """A cache that begins with what is `kept`."""
    cache = Cache(layer_class_to_replicate=RoomyLayer)
    for number, (keys, values) in enumerate(kept or ()):
        cache.update(keys, values, number)
    return cache


def kept_of(cache: Any) -> Kept:
    return tuple((layer.keys, layer.values) for layer in cache.layers)


def select_rows(kept: Kept, rows: Sequence[int], first: int = 0) -> Kept:
    """Those rows, without the first `first` tokens."""
    index = list(rows)
    return tuple((keys[index, :, first:], values[index, :, first:]) for keys, values in kept)


def pad_left(kept: Kept, length: int) -> Kept:
    """With so many tokens in all; what is added is to be masked."""
    missing = length - kept[0][0].shape[-2]
    if not missing:
        return kept
    pad = torch.nn.functional.pad
    room = (0, 0, missing, 0)
    return tuple((pad(keys, room), pad(values, room)) for keys, values in kept)


def stack_rows(parts: Sequence[Kept]) -> Kept:
    """All rows of all parts, which have the same length."""
    return tuple(
        (torch.cat([own[0] for own in layer]), torch.cat([own[1] for own in layer]))
        for layer in zip(*parts, strict=True)
    )

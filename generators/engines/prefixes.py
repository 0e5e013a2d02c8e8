"""The beginnings that many prompts share (instructions, examples), read by the model once."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence

from generators.engines.key_values import Kept

_LEAST = 24  # tokens: a shorter one is read again as fast
_MOST_TOKENS = 16_384  # kept of all beginnings together
_REMEMBERED = 256

Tokens = tuple[int, ...]


def common_length(one: Sequence[int], other: Sequence[int]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


class Prefixes:
    """Keeps what `read` gave for the beginnings last used. One that nobody shares is not read
    apart: that would cost more than it saves.
    """

    def __init__(self, read: Callable[[Tokens], Kept]) -> None:
        self._read = read
        self._kept: OrderedDict[Tokens, Kept] = OrderedDict()
        self._seen: OrderedDict[Tokens, None] = OrderedDict()
        self.hits = 0  # rows that took one

    def note(self, beginnings: Iterable[Tokens]) -> None:
        """What the prompts of one call begin with."""
        for tokens, count in Counter(beginnings).items():
            shared = count > 1 or tokens in self._seen
            self._seen[tokens] = None
            self._seen.move_to_end(tokens)
            if shared and len(tokens) >= _LEAST and tokens not in self._kept:
                self._kept[tokens] = self._read(tokens)
                self._shrink(tokens)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _shrink(self, newest: Tokens) -> None:
        while sum(map(len, self._kept)) > _MOST_TOKENS and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            if oldest == newest:
                return
            del self._kept[oldest]

    def take(self, tokens: Tokens) -> Kept | None:
        found = self._kept.get(tokens)
        if found is not None:
            self._kept.move_to_end(tokens)
            self.hits += 1
        return found

    def clear(self) -> None:
        """Gives their memory back."""
        self._kept.clear()

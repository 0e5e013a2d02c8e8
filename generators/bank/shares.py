"""How often each value of each field comes among the exercises of a skill."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generators.bank.items import Ints

Doubles = NDArray[np.float64]
PRIOR = 3.0  # so many exercises of the whole bank stand beside those of a skill


def spread(codes: Ints, sizes: Sequence[int]) -> Doubles:
    """One-hot, [N, sum of sizes]."""
    parts = [np.eye(sizes[at])[codes[:, at]] for at in range(codes.shape[1])]
    return np.column_stack(parts) if parts else np.zeros((len(codes), 0))


class Shares:
    """Of `fields` [N, F] of exercises by their skills; one with few is told much as the bank."""

    def __init__(self, fields: Ints, skills: Sequence[str], sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        rows = spread(fields, sizes)
        self._bank = rows.mean(axis=0) if len(rows) else np.zeros(sum(sizes))
        self._sums: dict[str, Doubles] = {}
        self._numbers: dict[str, int] = {}
        for row, skill in zip(rows, skills, strict=True):
            self._sums[skill] = self._sums.get(skill, np.zeros(len(row))) + row
            self._numbers[skill] = self._numbers.get(skill, 0) + 1

    def tell(self, skills: Sequence[str]) -> Doubles:
        """[N, sum of sizes]"""
        none = np.zeros(len(self._bank))
        sums = np.array([self._sums.get(skill, none) for skill in skills])
        numbers = np.array([self._numbers.get(skill, 0) for skill in skills])
        return self.shrink(sums.reshape(len(skills), len(none)), numbers)

    def shrink(self, sums: Doubles, numbers: Ints) -> Doubles:
        """Of `numbers` [N] exercises with `sums` [N, sum of sizes] of each value."""
        found: Doubles = (sums + PRIOR * self._bank) / (numbers + PRIOR)[:, None]
        return found

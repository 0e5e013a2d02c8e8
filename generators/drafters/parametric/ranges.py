"""Ranges for fresh numbers around a number that the source uses."""

from __future__ import annotations

import math

from generators.exercise.family import Variable


def _step(number: float) -> float:
    """Half a unit of the first digit, so that the numbers stay round."""
    step = 10.0 ** math.floor(math.log10(number)) / 2
    whole = float(number).is_integer()
    return max(1.0, step) if whole else float(f"{step:g}")


def around(name: str, number: float, unit: str = "") -> Variable:
    """From about half to twice the number; small whole numbers from 2 on."""
    if float(number).is_integer() and number <= 10:
        return Variable(name=name, low=2, high=max(6, number + 3), step=1, unit=unit)
    step = _step(number)
    low = max(step, round(number / 2 / step) * step)
    high = low + math.floor((2 * number - low) / step) * step
    return Variable(name=name, low=_plain(low), high=_plain(high), step=step, unit=unit)


def _plain(number: float) -> float:
    return float(f"{number:.6g}")


def part_of(name: str, whole: Variable, unit: str = "") -> Variable:
    """A number that is smaller than the whole, whatever the draw."""
    step = max(1.0, math.floor(whole.step / 2))
    low = max(step, round(whole.low * 0.2 / step) * step)
    high = low + math.floor((whole.low * 0.9 - low) / step) * step
    return Variable(name=name, low=low, high=high, step=step, unit=unit)

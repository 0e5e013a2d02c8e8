"""Means and spreads over seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean, stdev


def summarise(runs: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """By figure: its mean, and its standard deviation over seeds (0 for one seed)."""
    return {
        name: {
            "mean": mean(run[name] for run in runs),
            "spread": stdev(run[name] for run in runs) if len(runs) > 1 else 0.0,
        }
        for name in runs[0]
    }


def show(figure: Mapping[str, float], digits: int = 3) -> str:
    return f"{figure['mean']:.{digits}f} ± {figure['spread']:.{digits}f}"

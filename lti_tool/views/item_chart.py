"""The chart of exercises: how hard each is, and how well it tells who knows more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.services.item_figures import ItemRow

WIDTH, HEIGHT = 400.0, 240.0  # of the plot, in its own units


@dataclass(frozen=True, slots=True)
class Point:
    """`x` grows with the share that is right, `y` downwards; `low` and `high` bound the
    discrimination."""

    row: ItemRow
    x: float
    y: float
    low: float
    high: float


def draw_chart(rows: Sequence[ItemRow]) -> list[Point]:
    """Of those for which both figures are known; discrimination from 1 on top to -1 below."""
    points = []
    for row in rows:
        found = row.report.statistics
        interval = found.discrimination_interval if found else None
        if found and found.discrimination is not None and interval:
            heights = [
                round((1 - one) * HEIGHT / 2, 1) for one in (found.discrimination, *interval)
            ]
            points.append(Point(row, round(found.p_value * WIDTH, 1), *heights))
    return points

"""The picture of a bank: a mark an exercise, whose shape, colour and number are its skill's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.services.bank_map import MapRow

WIDTH, HEIGHT = 640.0, 420.0  # of the plot, in its own units
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon")
TONES = 7  # of map.css; with the shapes, 35 skills differ before marks come again


@dataclass(frozen=True, slots=True)
class Mark:
    shape: str
    tone: int


@dataclass(frozen=True, slots=True)
class Point:
    row: MapRow
    mark: Mark
    x: float
    y: float


def mark_skill(number: int) -> Mark:
    """Of a skill's number; 0 is that of none."""
    return Mark(SHAPES[number % len(SHAPES)], number % TONES)


def draw_map(rows: Sequence[MapRow]) -> list[Point]:
    return [
        Point(
            row,
            mark_skill(row.number),
            round(row.place[0] * WIDTH, 1),
            round((1 - row.place[1]) * HEIGHT, 1),
        )
        for row in rows
        if row.place
    ]

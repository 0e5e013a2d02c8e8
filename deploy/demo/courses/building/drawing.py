"""A drawing in points, y downwards, free of any file format."""

import math
from dataclasses import dataclass

Point = tuple[float, float]
INK = "#1f2d3d"
BLUE = "#1f5fa8"
RED = "#b3372e"
GREEN = "#2f7d4f"
GREY = "#7a8794"
PALE = "#e8eff7"
SAND = "#f6ecd9"
WHITE = "#ffffff"


@dataclass(frozen=True)
class Path:
    """Straight lines through the points; closed and filled where `fill` is given."""

    points: tuple[Point, ...]
    stroke: str = INK
    fill: str | None = None
    width: float = 1.2


@dataclass(frozen=True)
class Label:
    """`anchor` is start, middle or end; y is the base line."""

    at: Point
    text: str
    size: float = 10
    anchor: str = "middle"
    colour: str = INK


Shape = Path | Label


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    shapes: tuple[Shape, ...]


def draw_box(
    x: float, y: float, w: float, h: float, *lines: str, fill: str = PALE, stroke: str = INK
) -> list[Shape]:
    """A box with its lines of text in the middle; the first line is the larger."""
    corners = ((x, y), (x + w, y), (x + w, y + h), (x, y + h))
    top = y + h / 2 - 7 * (len(lines) - 1) + 3.5
    labels = [
        Label((x + w / 2, top + 14 * row), line, 10.5 if row == 0 else 8.5)
        for row, line in enumerate(lines)
    ]
    return [Path(corners, stroke, fill), *labels]


def draw_arrow(start: Point, end: Point, colour: str = INK, width: float = 1.6) -> list[Shape]:
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    wings = [
        (end[0] - 8 * math.cos(angle + turn), end[1] - 8 * math.sin(angle + turn))
        for turn in (0.4, -0.4)
    ]
    return [Path((start, end), colour, None, width), Path((end, *wings), colour, colour, 0.5)]


def draw_dashes(start: Point, end: Point, colour: str = GREY) -> list[Shape]:
    steps = max(2, round(math.dist(start, end) / 5))
    dx, dy = (end[0] - start[0]) / steps, (end[1] - start[1]) / steps
    return [
        Path(
            (
                (start[0] + i * dx, start[1] + i * dy),
                (start[0] + (i + 1) * dx, start[1] + (i + 1) * dy),
            ),
            colour,
            None,
            0.9,
        )
        for i in range(0, steps, 2)
    ]


def draw_axes(origin: Point, w: float, h: float, x_name: str, y_name: str) -> list[Shape]:
    x, y = origin
    return [
        *draw_arrow(origin, (x + w, y)),
        *draw_arrow(origin, (x, y - h)),
        Label((x + w, y + 24), x_name, 10, "end"),
        Label((x + 6, y - h + 4), y_name, 10, "start"),
    ]

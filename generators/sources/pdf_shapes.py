"""Tables and figures on a PDF page, told apart by what their lines enclose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generators.sources.joining import is_caption, join_lines, write_table
from generators.sources.language import count_units
from generators.sources.pdf_lines import Box, box_of, inside

_NEAR = 18.0  # points between two strokes of one figure
_MARGIN = 14.0  # points by which the labels of a figure stand outside its strokes
_FEWEST_STROKES = 4
_MOST_STROKES = 5_000
_LONG_LINE_UNITS = 9


@dataclass(frozen=True, slots=True)
class Table:
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """`labels` is the text that stands in it, which means nothing outside."""

    box: Box
    labels: str


def _cells(rows: list[list[str | None]]) -> list[list[str]]:
    return [[join_lines((cell or "").split("\n")) for cell in row] for row in rows]


def _is_grid(rows: list[list[str]]) -> bool:
    """A drawing of boxes and arrows has columns with hardly a cell in them."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    filled = sum(bool(cell) for row in rows for cell in row)
    cells = sum(len(row) for row in rows)
    return filled >= 0.6 * cells and sum(map(bool, rows[0])) >= len(rows[0]) - 1


def find_tables(page: Any) -> list[Table]:
    tables = []
    for found in page.find_tables():
        rows = _cells(found.extract())
        if _is_grid(rows):
            tables.append(Table(found.bbox, write_table(rows)))
    return sorted(tables, key=lambda table: table.box[1])


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] - _NEAR <= other[2]
        and other[0] - _NEAR <= one[2]
        and one[1] - _NEAR <= other[3]
        and other[1] - _NEAR <= one[3]
    )


def _union(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _clusters(boxes: list[Box]) -> list[tuple[Box, int]]:
    """Boxes that touch, put together; each with the number of strokes in it."""
    clusters: list[tuple[Box, int]] = []
    for box in boxes:
        count = 1
        apart = []
        for other, strokes in clusters:
            if _touch(box, other):
                box, count = _union(box, other), count + strokes
            else:
                apart.append((other, strokes))
        clusters = [*apart, (box, count)]
    return clusters


def _strokes(page: Any, tables: list[Table]) -> list[Box]:
    """What is drawn outside tables, without rules across the page and boxes around it."""
    drawn = [box_of(shape) for shape in (*page.lines, *page.rects, *page.curves)]
    width, height = float(page.width), float(page.height)
    return [
        box
        for box in drawn[:_MOST_STROKES]
        if not any(inside(box, table.box, 3.0) for table in tables)
        and not (box[2] - box[0] > 0.6 * width and box[3] - box[1] < 4)
        and not (box[2] - box[0] > 0.8 * width and box[3] - box[1] > 0.6 * height)
    ]


def _texts(page: Any, box: Box) -> list[str]:
    part = page.filter(
        lambda thing: thing["object_type"] == "char" and inside(box_of(thing), box, 0)
    )
    return [line["text"] for line in part.extract_text_lines(return_chars=False)]


def _is_text_box(lines: list[str]) -> bool:
    """Running text in a frame: most of it stands in long lines."""
    units = [count_units(line) for line in lines]
    return sum(size for size in units if size >= _LONG_LINE_UNITS) > 0.6 * max(1, sum(units))


def _grown(page: Any, box: Box) -> Box:
    """The box with the labels that stand at its edges, and no line of the running text."""
    labels = [
        box_of(line)
        for line in page.extract_text_lines(return_chars=False)
        if count_units(line["text"]) < _LONG_LINE_UNITS and not is_caption(line["text"])
    ]
    for _ in range(2):
        wide = (box[0] - 2 * _MARGIN, box[1] - _MARGIN, box[2] + 2 * _MARGIN, box[3] + _MARGIN)
        for own in labels:
            if inside(own, wide, 0) and own[0] >= wide[0] - 8 and own[2] <= wide[2] + 8:
                box = _union(box, own)
    return box


def find_figures(page: Any, tables: list[Table]) -> list[Figure]:
    """Drawings, with their labels; frames around running text are no figures."""
    figures = []
    for box, strokes in _clusters(_strokes(page, tables)):
        if strokes < _FEWEST_STROKES or _is_text_box(_texts(page, box)):
            continue
        grown = _grown(page, box)
        figures.append(Figure(grown, join_lines(_texts(page, grown))))
    return figures

"""The lines of text on a PDF page, with what their type tells, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]  # x0, top, x1, bottom, in points

_BOLD = ("bold", "black", "heavy", "semibold", "demi", "-hei", "simhei")
_NARROWEST_GUTTER = 10.0
_COLUMN_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """`size` is that of most of its characters, in points."""

    text: str
    box: Box
    size: float
    bold: bool
    page: int

    @property
    def x0(self) -> float:
        return self.box[0]

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def x1(self) -> float:
        return self.box[2]

    @property
    def bottom(self) -> float:
        return self.box[3]


def box_of(thing: dict[str, Any]) -> Box:
    return (thing["x0"], thing["top"], thing["x1"], thing["bottom"])


def inside(box: Box, outer: Box, slack: float = 1.0) -> bool:
    """Whether the middle of `box` lies in `outer`."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    left, top, right, bottom = outer
    return left - slack <= x <= right + slack and top - slack <= y <= bottom + slack


def _is_bold(font: str) -> bool:
    name = font.lower()
    return any(mark in name for mark in _BOLD)


def _line(found: dict[str, Any], page: int) -> Line:
    chars = [char for char in found["chars"] if char["text"].strip()]
    sizes = Counter(round(float(char["size"]), 1) for char in chars)
    bold = sum(_is_bold(char["fontname"]) for char in chars)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    return Line(found["text"], box_of(found), size, bold > 0.8 * len(chars) > 0, page)


def _lines_of(part: Any, page: int) -> list[Line]:
    found = part.extract_text_lines(strip=True, return_chars=True, x_tolerance_ratio=0.15)
    return [_line(line, page) for line in found if line["text"].strip()]


def _gutter(part: Any) -> float | None:
    """The x of an empty strip down the middle of a page set in two columns."""
    words = part.extract_words()
    if len(words) < 40:
        return None
    width = float(part.width)
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        crossing = sum(
            word["x0"] < x + _NARROWEST_GUTTER / 2 and word["x1"] > x - _NARROWEST_GUTTER / 2
            for word in words
        )
        if best is None or crossing < best[0]:
            best = (crossing, x)
    if best is None or best[0] > 0.03 * len(words):
        return None
    x = best[1]
    left = sum(word["x1"] <= x for word in words)
    right = sum(word["x0"] >= x for word in words)
    return x if min(left, right) >= _COLUMN_SHARE * len(words) else None


def _keep(part: Any, wanted: Callable[[Box], bool]) -> Any:
    return part.filter(lambda thing: thing["object_type"] != "char" or wanted(box_of(thing)))


def _in_columns(part: Any, gutter: float, page: int) -> list[Line]:
    """Lines across both columns part the page into bands; in each, left goes before right."""
    whole = _lines_of(part, page)
    across = [line for line in whole if _crosses(part, line, gutter)]
    rest = _keep(part, lambda box: not any(inside(box, line.box) for line in across))
    sides = (
        _lines_of(_keep(rest, lambda box: box[2] <= gutter + 1), page),
        _lines_of(_keep(rest, lambda box: box[2] > gutter + 1), page),
    )
    ordered: list[Line] = []
    top = float("-inf")
    for bound in [*across, None]:
        bottom = bound.top if bound else float("inf")
        for side in sides:
            ordered += [line for line in side if top <= line.top < bottom]
        ordered += [bound] if bound else []
        top = bottom
    return ordered


def _crosses(part: Any, line: Line, gutter: float) -> bool:
    half = _NARROWEST_GUTTER / 2
    return any(
        char["x0"] < gutter + half
        and char["x1"] > gutter - half
        and char["text"].strip()
        and inside(box_of(char), line.box)
        for char in part.chars
    )


def read_lines(part: Any, page: int, leave_out: Iterable[Box]) -> list[Line]:
    """Lines in reading order, without those in `leave_out` (tables, figures)."""
    boxes = list(leave_out)
    text = _keep(part, lambda box: not any(inside(box, out) for out in boxes))
    gutter = _gutter(text)
    return _in_columns(text, gutter, page) if gutter else _lines_of(text, page)

"""Text on a PDF page that no reader sees: white on white, tiny, unpainted, or off the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generators.sources.joining import clean_text
from generators.sources.pdf_lines import Box, box_of, inside

_TINY = 1.5  # points
_WHITE = 0.95
_MOST_PATCHES = 2_000


def _is_white(colour: object, *, unset: bool) -> bool:
    """A colour of one (grey), three (RGB) or four (CMYK) parts between 0 and 1."""
    if isinstance(colour, int | float):
        colour = (colour,)
    if not isinstance(colour, tuple | list) or not colour:
        return unset
    parts = [float(part) for part in colour if isinstance(part, int | float)]
    if len(parts) == 4:
        return all(part <= 1 - _WHITE for part in parts)
    return bool(parts) and all(part >= _WHITE for part in parts)


def _patches(page: Any) -> list[Box]:
    """What white text may stand on: filled shapes of another colour, and pictures."""
    filled = [
        box_of(shape)
        for shape in (*page.rects, *page.curves)
        if shape.get("fill") and not _is_white(shape.get("non_stroking_color"), unset=True)
    ]
    return [*filled, *(box_of(image) for image in page.images)][:_MOST_PATCHES]


def _is_hidden(char: dict[str, Any], patches: list[Box], width: float, height: float) -> bool:
    box = box_of(char)
    if float(char["size"]) < _TINY or not inside(box, (0, 0, width, height)):
        return True
    white = _is_white(char.get("non_stroking_color"), unset=False)
    return white and not any(inside(box, patch) for patch in patches)


def take_out_hidden(page: Any, unpainted: Sequence[Box] = ()) -> tuple[Any, str]:
    """The page without its hidden characters, and what they said. `unpainted` is where text stands
    that the page carries and does not paint.
    """
    patches = _patches(page)
    width, height = float(page.width), float(page.height)
    hidden = {
        id(char)
        for char in page.chars
        if char["text"].strip()
        and (
            _is_hidden(char, patches, width, height)
            or any(inside(box_of(char), box) for box in unpainted)
        )
    }
    if not hidden:
        return page, ""
    said = page.filter(lambda thing: id(thing) in hidden)
    shown = page.filter(lambda thing: id(thing) not in hidden)
    return shown, clean_text(said.extract_text())

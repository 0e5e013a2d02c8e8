"""A passage as a page shows it: its paragraphs, list entries or table rows, a quote marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lti_tool.models import Passage

CELL_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool


Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """`rows` has one entry per line of the passage; only a table's have several cells.

    `found` tells whether the quote stands in the passage.
    """

    kind: str
    rows: tuple[tuple[Cell, ...], ...]
    found: bool


def show_text(passage: Passage, quote: str = "") -> Shown:
    start, end = find_quote(passage.text, quote)
    rows, offset = [], 0
    for line in passage.text.split("\n"):
        cells = line.split(CELL_SEPARATOR) if passage.kind == "table" else [line]
        rows.append(_cut_cells(cells, start - offset, end - offset))
        offset += len(line) + 1
    return Shown(_kind_of(passage), tuple(rows), end > start)


def find_quote(text: str, quote: str) -> tuple[int, int]:
    """Where it stands, blanks and line ends taken as equal; (0, 0) where it does not."""
    words = [re.escape(word) for word in quote.split()]
    match = re.search(r"\s+".join(words), text) if words else None
    return match.span() if match else (0, 0)


def _kind_of(passage: Passage) -> str:
    """An ordered list keeps its own numbers: it may be the second part of a long one."""
    if passage.kind == "list" and re.match(r"\d+[.)、.]", passage.text):
        return "ordered"
    return passage.kind


def _cut_cells(cells: list[str], start: int, end: int) -> tuple[Cell, ...]:
    cut, offset = [], 0
    for cell in cells:
        cut.append(_cut(cell, start - offset, end - offset))
        offset += len(cell) + len(CELL_SEPARATOR)
    return tuple(cut)


def _cut(text: str, start: int, end: int) -> Cell:
    """`text` in pieces, with what lies between `start` and `end` marked."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    pieces = (Piece(text[:start], False), Piece(text[start:end], True), Piece(text[end:], False))
    return tuple(piece for piece in pieces if piece.text)

"""What a paragraph's style says in a DOCX: heading level, and which list it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docx.text.paragraph import Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)$", re.I)
_UNORDERED = ("bullet", "none")


def _styles(paragraph: Paragraph) -> Iterator[Any]:
    style = paragraph.style
    for _ in range(20):  # a style that is based on itself is bad input, not a reason to hang
        if style is None:
            return
        yield style
        style = style.base_style


def _value(element: Any, path: str) -> str | None:
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/")))
    return None if found is None else found.get(f"{_W}val")


def heading_level(paragraph: Paragraph) -> int:
    """1 for titles and first headings, 0 for text. A title stands above "Heading 1"."""
    for style in _styles(paragraph):
        name = style.name or ""
        if name == "Title":
            return 1
        if match := _HEADING.match(name):
            return int(match[1]) + 1
    for element in (paragraph._p, *(style.element for style in _styles(paragraph))):
        outline = _value(element, "pPr/outlineLvl")
        if outline is not None and outline.isdecimal() and int(outline) < 9:
            return int(outline) + 2
    return 0


def _numbering(paragraph: Paragraph) -> tuple[str, str] | None:
    """The number of the list and the depth in it: the paragraph's own, or its style's."""
    number = level = None
    for element in (paragraph._p, *(style.element for style in _styles(paragraph))):
        number = number or _value(element, "pPr/numPr/numId")
        level = level or _value(element, "pPr/numPr/ilvl")
    return None if number in (None, "0") else (str(number), level or "0")


def _format(opened: Any, number: str, level: str) -> str:
    """The number format of that list: "bullet", "decimal", "chineseCounting", ..."""
    root = opened.part.numbering_part.element
    for num in root.findall(f"{_W}num"):
        if num.get(f"{_W}numId") != number:
            continue
        abstract = _value(num, "abstractNumId")
        for one in root.findall(f"{_W}abstractNum"):
            if one.get(f"{_W}abstractNumId") == abstract:
                for own in one.findall(f"{_W}lvl"):
                    if own.get(f"{_W}ilvl") == level:
                        return _value(own, "numFmt") or "bullet"
    return "bullet"


def list_id(opened: Any, paragraph: Paragraph) -> tuple[str, bool] | None:
    """The list that a paragraph belongs to, and whether it is ordered; None for text."""
    numbering = _numbering(paragraph)
    if numbering is None:
        name = paragraph.style.name or "" if paragraph.style else ""
        return (name, "Number" in name) if name.startswith("List ") else None
    ordered = _format(opened, *numbering) not in _UNORDERED
    return numbering[0], ordered

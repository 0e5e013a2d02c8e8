"""The text of an office paragraph: runs, tracked changes as accepted, and linear formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generators.sources.joining import join_lines

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# A text box is told apart from its paragraph; deleted text was deleted.
_LEFT_OUT = frozenset({f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}txbxContent"})
# An attribute of runs that their format's reader found to be hidden, and its values: whatever lies
# beneath, or where nothing dark does.
HIDDEN, GONE, WHITE = "coursewright-hidden", "gone", "white"
_LEAST_WHITE = 0xF2  # of each part of a colour
_TINY = 3  # half points
_LEFT_OUT_ALSO = frozenset({f"{_COMPATIBLE}Fallback", f"{_WORD}drawing", f"{_WORD}pict"})


def _operand(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _maths(element: Any) -> str:
    """One line: fractions as a/b, powers as a^b, indices as a_b, roots as sqrt(a)."""
    name = str(element.tag).removeprefix(_MATHS)
    if name == "t":
        return element.text or ""
    parts = {str(child.tag).removeprefix(_MATHS): child for child in element}

    def part(key: str) -> str:
        return _inner(parts[key]) if key in parts else ""

    match name:
        case "f":
            return f"{_operand(part('num'))}/{_operand(part('den'))}"
        case "sSup":
            return f"{part('e')}^{_operand(part('sup'))}"
        case "sSub":
            return f"{part('e')}_{_operand(part('sub'))}"
        case "rad":
            return f"sqrt({part('e')})"
        case "d":
            return f"({part('e')})"
        case _:
            return _inner(element)


def _inner(element: Any) -> str:
    return "".join(_maths(child) for child in element if isinstance(child.tag, str))


def _pieces(element: Any, hidden: list[str]) -> Iterator[str]:
    for child in element:
        match child.tag:
            case tag if tag in _LEFT_OUT or tag in _LEFT_OUT_ALSO:
                continue
            case tag if tag in (f"{_WORD}t", f"{_DRAWING}t"):
                yield child.text or ""
            case tag if tag in (f"{_WORD}br", f"{_WORD}tab", f"{_WORD}cr", f"{_DRAWING}br"):
                yield "\n" if tag.endswith("}br") else " "
            case tag if tag in (f"{_WORD}noBreakHyphen",):
                yield "-"
            case tag if tag == f"{_MATHS}oMath":
                yield _inner(child)
            case tag if tag in (f"{_WORD}r", f"{_DRAWING}r") and _is_hidden(child):
                hidden.append("".join(_pieces(child, [])))
            case tag if isinstance(tag, str):
                yield from _pieces(child, hidden)


def is_near_white(colour: str) -> bool:
    """Of six hexadecimal digits; anything else is not."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    return all(int(colour[at : at + 2], 16) >= _LEAST_WHITE for at in (0, 2, 4))


def hides(properties: Any) -> bool:
    """Whether the properties of a run (w:rPr) hide it whatever lies beneath."""
    vanish = properties.find(f"{_WORD}vanish")
    if vanish is not None and vanish.get(f"{_WORD}val") not in ("0", "false"):
        return True
    size = properties.find(f"{_WORD}sz")
    return size is not None and int(size.get(f"{_WORD}val", "20")) <= _TINY


def whitens(properties: Any) -> bool:
    """Whether the properties of a run (w:rPr) make it white, on nothing of its own."""
    colour = properties.find(f"{_WORD}color")
    if any(properties.find(f"{_WORD}{name}") is not None for name in ("shd", "highlight")):
        return False
    return colour is not None and is_near_white(colour.get(f"{_WORD}val", ""))


def _is_hidden(run: Any) -> bool:
    """Marked as hidden, white on nothing, or smaller than a reader can see."""
    word = run.find(f"{_WORD}rPr")
    marked = run.get(HIDDEN)
    if marked == GONE or (word is not None and hides(word)):
        return True
    if marked == WHITE or (word is not None and whitens(word)):
        return not _on_shade(run)
    drawn = run.find(f"{_DRAWING}rPr")
    return drawn is not None and int(drawn.get("sz", "1800")) <= 150


def _on_shade(run: Any) -> bool:
    """White type in a dark table cell or a shaded paragraph is meant to be read."""
    for parent in run.iterancestors():
        for name in ("tcPr", "pPr"):
            properties = parent.find(f"{_WORD}{name}")
            if properties is not None and properties.find(f"{_WORD}shd") is not None:
                return True
        if parent.tag == f"{_WORD}tbl" and parent.find(f"{_WORD}tblPr/{_WORD}tblStyle") is not None:
            return True
    return False


def paragraph_text(element: Any, hidden: list[str]) -> str:
    """The shown text on one line; what is hidden is added to `hidden`."""
    return join_lines("".join(_pieces(element, hidden)).splitlines())

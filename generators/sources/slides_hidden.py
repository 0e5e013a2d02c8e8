"""Text of a PPTX slide that no audience sees: white on white, or beside the slide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE

from generators.sources.office_text import GONE, HIDDEN, is_near_white

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill")
_DEFAULT_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}


def is_off_slide(shape: Any, width: int, height: int) -> bool:
    """Whether a shape lies wholly beside the slide; sizes in EMU. One without a place of its own
    has that of its layout.
    """
    if None in (shape.left, shape.top, shape.width, shape.height):
        return False
    right, bottom = shape.left + shape.width, shape.top + shape.height
    return bool(right <= 0 or bottom <= 0 or shape.left >= width or shape.top >= height)


def mark_hidden_runs(slide: Any, shapes: Iterable[Any]) -> None:
    """Runs in white where the slide is white and nothing lies beneath get the attribute HIDDEN."""
    colours = _theme_colours(slide)
    if not _paper_is_white(slide, colours):
        return
    shapes = list(shapes)
    for shape in shapes:
        if shape.has_text_frame and not any(_lies_beneath(other, shape) for other in shapes):
            for run in shape._element.iter(f"{_A}r"):
                if _is_white(run.find(f"{_A}rPr"), colours):
                    run.set(HIDDEN, GONE)


def _theme_colours(slide: Any) -> dict[str, str]:
    """What the names of a scheme stand for: {"bg1": "FFFFFF", ...}."""
    master = slide.slide_layout.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    scheme = etree.fromstring(theme.blob, parser).find(f".//{_A}clrScheme")
    own: dict[str, str] = {}
    for entry in () if scheme is None else scheme:
        colour = entry[0]
        own[etree.QName(entry).localname] = str(colour.get("lastClr") or colour.get("val") or "")
    mapping = master._element.find(f"{_P}clrMap")
    names = dict(_DEFAULT_MAP if mapping is None else mapping.attrib)
    return {**own, **{name: own.get(stands, "") for name, stands in names.items()}}


def _paper_is_white(slide: Any, colours: dict[str, str]) -> bool:
    for part in (slide, slide.slide_layout, slide.slide_layout.slide_master):
        background = part._element.find(f"{_P}cSld/{_P}bg")
        if background is not None:
            pictured = any(True for fill in _FILLS[1:] for _ in background.iter(f"{_A}{fill}"))
            return not pictured and _names_white(background, colours)
    return True


def _is_white(properties: Any, colours: dict[str, str]) -> bool:
    fill = None if properties is None else properties.find(f"{_A}solidFill")
    return fill is not None and _names_white(fill, colours)


def _names_white(element: Any, colours: dict[str, str]) -> bool:
    """A colour that is made darker or lighter by a modifier is not taken for white."""
    found: Iterator[Any] = element.iter(f"{_A}srgbClr", f"{_A}schemeClr")
    for colour in found:
        value = str(colour.get("val"))
        value = colours.get(value, "") if colour.tag == f"{_A}schemeClr" else value
        return len(colour) == 0 and is_near_white(value)
    return False


def _lies_beneath(other: Any, shape: Any) -> bool:
    """Whether `other`, perhaps the shape's own fill, puts something behind its middle."""
    if other.shape_type not in (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.LINKED_PICTURE):
        properties = other._element.find(f"{_P}spPr")
        own = properties is not None and any(
            properties.find(f"{_A}{fill}") is not None for fill in _FILLS
        )
        styled = other._element.find(f"{_P}style/{_A}fillRef")
        blank = properties is not None and properties.find(f"{_A}noFill") is not None
        from_style = styled is not None and styled.get("idx") != "0" and not blank
        if not own and not from_style:
            return False
    if other is shape:
        return True
    places = (other.left, other.top, other.width, other.height, shape.left, shape.top)
    if None in (*places, shape.width, shape.height):
        return False
    x, y = shape.left + shape.width / 2, shape.top + shape.height / 2
    return bool(
        other.left <= x <= other.left + other.width and other.top <= y <= other.top + other.height
    )

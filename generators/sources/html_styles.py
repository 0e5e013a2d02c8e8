"""Which elements of a page a reader does not see: by attribute, style sheet or inline style.

Text that only a machine reads is where instructions to a model are hidden, so it is kept out of
the passages and listed. The cascade is followed in source order, without specificity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import tinycss2
from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError
from tinycss2.color3 import RGBA, parse_color

Style = dict[str, str]
_MOST_RULES = 2_000
_SHOWN_MEDIA = frozenset({"", "all", "screen"})
_WHITE = RGBA(1.0, 1.0, 1.0, 1.0)
_BLACK = RGBA(0.0, 0.0, 0.0, 1.0)
# Differences per channel under which two colours cannot be told apart on a screen.
_SAME_COLOUR = 0.06
_TINY_PIXELS = 2.0
_FAR_PIXELS = 900.0
_LENGTH = re.compile(r"^(-?[\d.]+)\s*(px|pt|em|rem|%|vw|vh)?$")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "%": 0.16}


def _declarations(nodes: object) -> Style:
    parsed = tinycss2.parse_blocks_contents(nodes, skip_comments=True, skip_whitespace=True)
    return {
        node.lower_name: tinycss2.serialize(node.value).strip().lower()
        for node in parsed
        if node.type == "declaration"
    }


def _is_shown_media(node: Any) -> bool:
    if node.type != "at-rule" or node.lower_at_keyword != "media" or not node.content:
        return False
    return tinycss2.serialize(node.prelude).strip().lower() in _SHOWN_MEDIA


def _rules(css: str) -> Iterator[tuple[str, Style]]:
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if node.type == "qualified-rule":
            yield tinycss2.serialize(node.prelude).strip(), _declarations(node.content)
        elif _is_shown_media(node):
            yield from _rules(tinycss2.serialize(node.content))


def computed_styles(soup: BeautifulSoup) -> dict[int, Style]:
    """The declarations of each styled element, by `id(tag)`."""
    styles: dict[int, Style] = {}
    rules = [rule for sheet in soup.find_all("style") for rule in _rules(sheet.get_text())]
    for selector, style in rules[:_MOST_RULES]:
        try:
            matched = soup.select(selector)
        except (SelectorSyntaxError, NotImplementedError):
            continue  # a pseudo-element or newer syntax: it cannot hide text of the page
        for tag in matched:
            styles.setdefault(id(tag), {}).update(style)
    for tag in soup.find_all(style=True):
        styles.setdefault(id(tag), {}).update(_declarations(str(tag["style"])))
    return styles


def _pixels(value: str) -> float | None:
    length = _LENGTH.match(value)
    if length is None or length[2] not in _PIXELS:
        return None
    return float(length[1]) * _PIXELS[length[2]]


def _is_removed(style: Style) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or _pixels(style.get("opacity", "1")) == 0
        or "rect(0" in style.get("clip", "")
        or "inset(50%" in style.get("clip-path", "")
    )


def _is_out_of_sight(style: Style) -> bool:
    size = _pixels(style.get("font-size", "16px"))
    if size is not None and size < _TINY_PIXELS:
        return True
    moved = [
        _pixels(style.get(name, "0")) for name in ("text-indent", "left", "top", "margin-left")
    ]
    if any(shift is not None and shift <= -_FAR_PIXELS for shift in moved):
        return True
    return style.get("overflow") == "hidden" and any(
        _pixels(style.get(name, "auto")) == 0 for name in ("height", "width", "max-height")
    )


def _colour(value: str | None) -> RGBA | None:
    parsed = parse_color(value) if value else None
    return parsed if isinstance(parsed, RGBA) else None


def _background(style: Style) -> RGBA | None:
    value = style.get("background-color") or style.get("background")
    if value is None or "url(" in value or "gradient" in value:
        return None
    found = _colour(value) or next((c for c in map(_colour, value.split()) if c), None)
    return found if found and found.alpha > 0 else None


def _nearest(tag: Tag, styles: dict[int, Style], name: str) -> RGBA:
    for element in (tag, *tag.parents):
        style = styles.get(id(element), {})
        found = _background(style) if name == "background" else _colour(style.get("color"))
        if found:
            return found
    return _WHITE if name == "background" else _BLACK


def _is_unreadable(tag: Tag, styles: dict[int, Style]) -> bool:
    """Text of the colour of what lies behind it."""
    own = styles.get(id(tag), {})
    colour = _colour(own.get("color"))
    if colour is None:
        return False
    if colour.alpha < _SAME_COLOUR:
        return True
    if any("url(" in own.get(name, "") for name in ("background", "background-image")):
        return False
    behind = _nearest(tag, styles, "background")
    pairs = zip(colour[:3], behind[:3], strict=True)
    return all(abs(one - other) < _SAME_COLOUR for one, other in pairs)


def is_hidden(tag: Tag, styles: dict[int, Style]) -> bool:
    """Whether `tag` itself hides what it holds (its parents are asked separately)."""
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or tag.name == "template":
        return True
    style = styles.get(id(tag), {})
    return bool(style) and (
        _is_removed(style) or _is_out_of_sight(style) or _is_unreadable(tag, styles)
    )

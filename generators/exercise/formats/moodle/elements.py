"""Elements of Moodle XML: texts with a format, read and written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element as Element

from generators.exercise.formats.markup import TAG, escape_text, plain_of, to_html, to_markdown

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    element = etree.SubElement(parent, name, attributes)
    if text is not None:
        element.text = _ILLEGAL.sub("", text)
    return element


def add_text(parent: Element, name: str, text: str, **attributes: str) -> Element:
    """A `<text>` in an element of that name: plain, or in the format that is named."""
    element = add(parent, name, **attributes)
    add(element, "text", text)
    return element


def add_markdown(parent: Element, name: str, markdown: str) -> Element:
    return add_text(parent, name, to_html(markdown) if markdown else "", format="html")


def add_line(parent: Element, name: str, line: str, **attributes: str) -> Element:
    """A plain line where Moodle holds HTML."""
    return add_text(parent, name, escape_text(line), format="html", **attributes)


def text_of(element: Element | None) -> str:
    """The text in its `<text>`, as it stands; empty where there is none."""
    found = None if element is None else element.find("text")
    return (found.text or "").strip() if found is not None else ""


def value_of(parent: Element, name: str, default: str = "") -> str:
    found = parent.find(name)
    return (found.text or "").strip() if found is not None else default


def markdown_of(element: Element | None, inherited: str = "html") -> tuple[str, int]:
    """Its text as Markdown, and how many pictures were left out."""
    text = text_of(element)
    if element is None or not text:
        return "", 0
    if element.get("format", inherited) in ("markdown", "plain_text"):
        return text, 0
    return to_markdown(text)


def line_of(element: Element, inherited: str = "html") -> str:
    """Its text as a plain line."""
    text = text_of(element)
    if element.get("format", inherited) == "plain_text":
        return text
    return plain_of(text) if TAG.search(text) else html.unescape(text)


def texts_of(parent: Element | None, name: str) -> list[str]:
    found: Iterable[Element] = parent.findall(name) if parent is not None else ()
    return [text_of(one) for one in found]


def fraction_of(answer: Element) -> float:
    """0 to 100; Moodle reads a missing one as 0.

    Raises ValueError where it is no number.
    """
    return float(answer.get("fraction", "0"))

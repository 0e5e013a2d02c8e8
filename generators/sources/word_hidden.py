"""Runs of a DOCX that a style hides: the style is looked up once, and its runs are marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generators.sources.office_text import GONE, HIDDEN, WHITE, hides, whitens

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def mark_hidden_runs(opened: Any) -> None:
    """`opened` is a python-docx document; its runs in hiding styles get the attribute HIDDEN."""
    hiding = dict(_list_hiding(opened))
    for paragraph in opened.element.iter(f"{_W}p"):
        whole = hiding.get(_style(paragraph, "pPr", "pStyle"))
        for run in paragraph.iter(f"{_W}r"):
            if how := hiding.get(_style(run, "rPr", "rStyle")) or whole:
                run.set(HIDDEN, how)


def _list_hiding(opened: Any) -> Iterator[tuple[str | None, str]]:
    """The ids of styles that hide their text, by themselves or by what they are based on, and how.

    A style with a shade of its own is meant to be read.
    """
    for style in opened.styles:
        own = style
        for _ in range(20):  # a style that is based on itself is bad input, not a reason to hang
            if own is None:
                break
            properties = own.element.find(f"{_W}rPr")
            if properties is not None and hides(properties):
                yield style.style_id, GONE
                break
            shaded = own.element.find(f"{_W}pPr/{_W}shd") is not None
            if properties is not None and whitens(properties) and not shaded:
                yield style.style_id, WHITE
                break
            own = getattr(own, "base_style", None)


def _style(element: Any, properties: str, name: str) -> str | None:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    return None if found is None else found.get(f"{_W}val")

"""A passage: the span of a source that exercises quote and learners can open."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from generators.exercise.content import Language


class Passage(BaseModel):
    """`page` is the page or slide number from 1 (None where the format has none); `heading` is
    the path of headings above the passage, joined by " > ". `kind` is "text", "table", "list" or
    "caption". A table's text has one row per line, cells joined by " | "; a list's one entry per
    line, with "1. " kept when it is ordered. `marked` are the terms that the source sets off within
    the text (bold, italics, a glossary's), in its order.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    source: str = ""
    page: int | None = None
    heading: str = ""
    kind: str = "text"
    language: Language = Language.EN
    marked: tuple[str, ...] = ()

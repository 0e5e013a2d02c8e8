"""What a format's reader hands over: the blocks of a file in reading order, and what it skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from generators.sources.joining import is_credit, is_labelled
from generators.sources.marking import marked_terms

Progress = Callable[[int, int], None]  # pages done, pages in all

_DETAIL_CHARACTERS = 300


class BlockKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """`level` is 1 for the highest heading. Lists and tables have one entry or row per line, as
    `generators.exercise.passage.Passage` says; `marked` are the terms set off in the text.
    """

    kind: BlockKind
    text: str
    page: int | None = None
    level: int = 0
    marked: tuple[str, ...] = ()


class UnreadReason(StrEnum):
    """Stable codes, which pages turn into sentences."""

    NO_TEXT = "no_text"  # a scanned page, or an empty one
    PICTURE = "picture"
    HIDDEN_TEXT = "hidden_text"
    HIDDEN_SLIDE = "hidden_slide"
    SCRIPT = "script"
    STYLES = "styles"
    NAVIGATION = "navigation"
    RUNNING_LINE = "running_line"  # the same header or footer on many pages
    TEXT_BOX = "text_box"
    FOOTNOTE = "footnote"
    EMBEDDED = "embedded"  # a frame, a chart, a video, an attached file
    PAGE_FAILED = "page_failed"
    OVER_LIMIT = "over_limit"
    OTHER_LANGUAGE = "other_language"  # neither English nor Chinese


class Unread(BaseModel):
    """`place` is a page ("page 3"), a slide or a part of the file; `detail` is what was there."""

    model_config = ConfigDict(frozen=True)

    place: str
    reason: UnreadReason
    detail: str = ""


def unread(place: str, reason: UnreadReason, detail: str = "") -> Unread:
    text = " ".join(detail.split())
    short = text if len(text) <= _DETAIL_CHARACTERS else text[:_DETAIL_CHARACTERS] + "…"
    return Unread(place=place, reason=reason, detail=short)


@dataclass(slots=True)
class Document:
    """A file as its format's reader left it; `pages` is 0 where the format has none."""

    blocks: list[Block] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    pages: int = 0
    _path: list[Block] = field(default_factory=list, init=False, repr=False, compare=False)

    def add(
        self,
        kind: BlockKind,
        text: str,
        page: int | None = None,
        level: int = 0,
        set_off: Iterable[str] = (),
    ) -> None:
        """Whatever its format calls it, a paragraph with the label of a caption is one, and so is
        a picture's credit.
        """
        text = text.strip()
        if kind is BlockKind.TEXT and (is_labelled(text) or is_credit(text)):
            kind = BlockKind.CAPTION
        if text:
            block = Block(kind, text, page, level, marked_terms(set_off, text))
            self.blocks.append(block)
            if kind is BlockKind.HEADING:
                self._path = [*(above for above in self._path if above.level < level), block]

    def path(self) -> list[Block]:
        """The headings above what is added next, the highest first; of blocks that were added."""
        return list(self._path)

    def skip(self, place: str, reason: UnreadReason, detail: str = "") -> None:
        self.unread.append(unread(place, reason, detail))

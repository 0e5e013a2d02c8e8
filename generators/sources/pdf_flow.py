"""From lines of type to headings, paragraphs, lists and captions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from generators.sources.blocks import Block, BlockKind
from generators.sources.joining import (
    is_caption,
    is_labelled,
    is_list_line,
    join_lines,
    join_two,
    ordered_number,
    strip_list_mark,
    write_list,
)
from generators.sources.language import count_units
from generators.sources.pdf_lines import Line

_SENTENCE_END = re.compile(r"[.!?。！？；:：][”’」』）)\"']*\s*$")
_HEADING_SIZE = 1.08
_LONGEST_HEADING = 30  # units: words or Chinese characters


@dataclass(frozen=True, slots=True)
class Typography:
    """`body` is the size of most text in points; `headings` the larger sizes, largest first;
    `gap` the usual white between two lines of a paragraph.
    """

    body: float
    headings: tuple[float, ...]
    gap: float


def learn_typography(lines: Iterable[Line]) -> Typography:
    lines = list(lines)
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    larger = sorted(
        {line.size for line in lines if line.size >= body * _HEADING_SIZE}, reverse=True
    )
    gaps = [
        after.top - line.bottom
        for line, after in pairwise(lines)
        if line.page == after.page and line.size == after.size == body and after.top > line.bottom
    ]
    return Typography(
        body, tuple(sorted(larger, reverse=True)), median(gaps) if gaps else body * 0.4
    )


def _heading_level(line: Line, type_: Typography) -> int:
    """0 for a line that is no heading; a bold line of its own at body size is the lowest."""
    if count_units(line.text) > _LONGEST_HEADING or not re.search(r"[^\W\d_]", line.text):
        return 0
    if line.size in type_.headings:
        return type_.headings.index(line.size) + 1
    ends = _SENTENCE_END.search(line.text) or is_list_line(line.text)
    return len(type_.headings) + 1 if line.bold and not ends else 0


@dataclass
class _Flow:
    type_: Typography
    right: float  # where full lines end
    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    kind: BlockKind = BlockKind.TEXT
    heading_bottom: float = 0.0

    def take(self, line: Line) -> None:
        level = _heading_level(line, self.type_)
        if level:
            self._take_heading(line, level)
        elif self._is_caption(line):
            self._start(line, BlockKind.CAPTION)
        elif is_list_line(line.text) and not self._continues_sentence(line):
            self._take_entry(line)
        elif self.lines and self._goes_on(line):
            self.lines.append(line)
        else:
            self._start(line, BlockKind.TEXT)

    def flush(self) -> None:
        if not self.lines:
            return
        first = self.lines[0]
        if self.kind is BlockKind.LIST:
            text = self._list_text()
        else:
            text = join_lines(line.text for line in self.lines)
        self.blocks.append(Block(self.kind, text, first.page))
        self.lines = []

    def _is_caption(self, line: Line) -> bool:
        """Small type says so, or a label where no sentence is going on."""
        small = is_caption(line.text) and line.size < self.type_.body
        return small or (is_labelled(line.text) and not self._continues_sentence(line))

    def _take_heading(self, line: Line, level: int) -> None:
        self.flush()
        text = join_lines([line.text])
        if self._wraps_heading(line, level):
            text = join_two(self.blocks.pop().text, text)
        self.blocks.append(Block(BlockKind.HEADING, text, line.page, level))
        self.heading_bottom = line.bottom

    def _wraps_heading(self, line: Line, level: int) -> bool:
        """A heading of two lines, rather than two headings."""
        last = self.blocks[-1] if self.blocks else None
        if last is None or (last.kind, last.level, last.page) != (
            BlockKind.HEADING,
            level,
            line.page,
        ):
            return False
        units = count_units(last.text) + count_units(line.text)
        near = line.top - self.heading_bottom < line.size
        return near and units <= _LONGEST_HEADING and not _numbered(line.text)

    def _take_entry(self, line: Line) -> None:
        if self.kind is not BlockKind.LIST or not self.lines or not self._same_list(line):
            self._start(line, BlockKind.LIST)
        else:
            self.lines.append(line)

    def _start(self, line: Line, kind: BlockKind) -> None:
        self.flush()
        self.kind = kind
        self.lines = [line]

    def _same_list(self, line: Line) -> bool:
        """A new 1 begins a new list, and so does a bullet after numbers."""
        number = ordered_number(line.text)
        first = ordered_number(self.lines[0].text)
        return (number is None) == (first is None) and number != 1

    def _continues_sentence(self, line: Line) -> bool:
        """A wrapped line may begin with "3. " or "- " by chance."""
        if not self.lines or self.kind is BlockKind.LIST:
            return False
        before = self.lines[-1]
        return not _SENTENCE_END.search(before.text) and self._is_full(before) and self._near(line)

    def _is_full(self, line: Line) -> bool:
        return line.x1 > self.right - 6 * self.type_.body

    def _near(self, line: Line) -> bool:
        before = self.lines[-1]
        if line.page != before.page or line.top < before.top:
            return True  # a paragraph may go on over the page or column
        return line.top - before.bottom <= self.type_.gap * 1.35 + 1.0

    def _goes_on(self, line: Line) -> bool:
        before = self.lines[-1]
        if abs(line.size - before.size) > 0.6 or not self._near(line):
            return False
        if self.kind is BlockKind.CAPTION and not self._is_full(before):
            return False
        if line.page != before.page or line.top < before.top:
            return not _SENTENCE_END.search(before.text)
        indented = line.x0 > min(own.x0 for own in self.lines) + 0.8 * line.size
        if indented and self.kind is BlockKind.TEXT and len(self.lines) > 1:
            return False
        ended = _SENTENCE_END.search(before.text) and not self._is_full(before)
        return not ended or self.kind is BlockKind.LIST

    def _list_text(self) -> str:
        entries: list[str] = []
        for line in self.lines:
            if is_list_line(line.text) and (not entries or self._is_entry(line)):
                entries.append(join_lines([strip_list_mark(line.text)]))
            else:
                entries[-1] = join_two(entries[-1], join_lines([line.text]))
        return write_list(entries, ordered=ordered_number(self.lines[0].text) is not None)

    def _is_entry(self, line: Line) -> bool:
        """In a numbered list, only a number begins an entry."""
        numbered = ordered_number(self.lines[0].text) is not None
        return not numbered or ordered_number(line.text) is not None


def _numbered(text: str) -> bool:
    return re.match(r"^\s*(?:\d|第[一二三四五六七八九十\d])", text) is not None


def set_blocks(lines: Iterable[Line | Block], type_: Typography) -> list[Block]:
    """Lines become blocks; blocks among them (tables) keep their place."""
    items = list(lines)
    right = max((item.x1 for item in items if isinstance(item, Line)), default=0.0)
    flow = _Flow(type_, right)
    for item in items:
        if isinstance(item, Block):
            flow.flush()
            flow.blocks.append(item)
        else:
            flow.take(item)
    flow.flush()
    return _merge_tables(flow.blocks)


def _merge_tables(blocks: list[Block]) -> list[Block]:
    """A table that goes on over the page repeats its header row: it is one table."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if last and last.kind is block.kind is BlockKind.TABLE:
            header, _, rows = block.text.partition("\n")
            if rows and last.text.startswith(header + "\n"):
                merged[-1] = Block(last.kind, f"{last.text}\n{rows}", last.page)
                continue
        merged.append(block)
    return merged

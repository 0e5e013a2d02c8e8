"""Plain text: its encoding, paragraphs, lists and underlined headings."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from generators.sources.blocks import BlockKind, Document, Progress
from generators.sources.errors import CorruptError
from generators.sources.joining import (
    is_list_line,
    join_lines,
    ordered_number,
    strip_list_mark,
    write_list,
)
from generators.sources.limits import Limits

# The encodings of English and Chinese texts; guessing among all of them errs on short files.
_ENCODINGS = ["utf_8", "utf_16", "gb18030", "big5", "cp1252", "mac_roman"]
_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,})\s*$")
_CHAPTER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+([章节单元课])|Chapter\s+\d+|Unit\s+\d+)", re.I
)


def decode_text(data: bytes) -> str:
    """Raises `CorruptError` where no encoding fits."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=_ENCODINGS).best()
    if best is None:
        raise CorruptError("The text is in no known encoding. Save it as UTF-8 and upload it.")
    return str(best)


def _paragraphs(text: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _add_list(document: Document, lines: list[str]) -> None:
    entries: list[str] = []
    for line in lines:
        if is_list_line(line) or not entries:
            entries.append(strip_list_mark(line))
        else:
            entries[-1] = join_lines([entries[-1], line])
    ordered = ordered_number(lines[0]) is not None
    document.add(BlockKind.LIST, write_list(entries, ordered=ordered))


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines were broken at a column, rather than by their writer at each paragraph."""
    return max(len(line) for line in lines) <= 100


def _add_lines(document: Document, lines: list[str]) -> None:
    first_entry = next((i for i, line in enumerate(lines) if is_list_line(line)), len(lines))
    if sum(is_list_line(line) for line in lines) < 2:
        first_entry = len(lines)
    text, entries = lines[:first_entry], lines[first_entry:]
    if text and _is_wrapped(text):
        document.add(BlockKind.TEXT, join_lines(text))
    else:
        for line in text:
            document.add(BlockKind.TEXT, join_lines([line]))
    if entries:
        _add_list(document, entries)


def _add_paragraph(document: Document, lines: list[str]) -> None:
    if len(lines) > 1 and (underline := _UNDERLINE.match(lines[1])):
        level = 1 if underline[1].startswith("=") else 2
        document.add(BlockKind.HEADING, join_lines(lines[:1]), level=level)
        lines = lines[2:]
    elif (chapter := _CHAPTER.match(lines[0])) and len(lines[0]) < 60:
        level = 2 if chapter[1] in ("节", "课") else 1
        document.add(BlockKind.HEADING, join_lines(lines[:1]), level=level)
        lines = lines[1:]
    if lines:
        _add_lines(document, lines)


def read_plain(path: Path, _limits: Limits, tell: Progress) -> Document:
    document = Document()
    for lines in _paragraphs(decode_text(path.read_bytes())):
        _add_paragraph(document, lines)
    tell(1, 1)
    return document

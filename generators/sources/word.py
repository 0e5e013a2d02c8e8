"""DOCX: headings, paragraphs, lists, tables and captions in document order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from generators.sources.blocks import BlockKind, Document, Progress, UnreadReason
from generators.sources.errors import CorruptError
from generators.sources.joining import (
    is_list_line,
    ordered_number,
    strip_list_mark,
    write_list,
    write_table,
)
from generators.sources.language import count_units
from generators.sources.limits import Limits
from generators.sources.office_text import paragraph_text
from generators.sources.word_hidden import mark_hidden_runs
from generators.sources.word_styles import heading_level, list_id

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN = (PackageNotFoundError, BadZipFile, etree.XMLSyntaxError, KeyError, ValueError)
_BROKEN_INSIDE = (AttributeError, IndexError, TypeError)
_DAMAGED = "The DOCX is damaged and cannot be opened. Save it anew and upload it."
_PLACE = "document"
_LONGEST_BOLD_HEADING = 20
_LOWEST_LEVEL = 9
_DETAIL_PART = re.compile(r"/word/(footnotes|endnotes)\.xml$")


@dataclass(slots=True)
class _Reader:
    opened: Any
    document: Document
    entries: list[str] = field(default_factory=list)
    list_key: tuple[str, bool] | None = None

    def read(self) -> None:
        for item in self.opened.iter_inner_content():
            if isinstance(item, Table):
                self._flush_list()
                self._add_table(item)
            else:
                self._add_paragraph(item)
        self._flush_list()

    def _flush_list(self) -> None:
        if self.entries and self.list_key:
            text = write_list(self.entries, ordered=self.list_key[1])
            self.document.add(BlockKind.LIST, text)
        self.entries, self.list_key = [], None

    def _text(self, element: Any) -> str:
        hidden: list[str] = []
        text = paragraph_text(element, hidden)
        if said := " ".join(hidden).strip():
            self.document.skip(_PLACE, UnreadReason.HIDDEN_TEXT, said)
        return text

    def _add_paragraph(self, paragraph: Paragraph) -> None:
        self._list_pictures(paragraph)
        text = self._text(paragraph._p)
        level = heading_level(paragraph)
        if not text:
            return
        if level or self._is_bold_heading(paragraph, text):
            self._flush_list()
            self.document.add(BlockKind.HEADING, text, level=level or _LOWEST_LEVEL)
        elif paragraph.style is not None and paragraph.style.name == "Caption":
            self._flush_list()
            self.document.add(BlockKind.CAPTION, text)
        else:
            self._add_text(paragraph, text)

    def _add_text(self, paragraph: Paragraph, text: str) -> None:
        key = list_id(self.opened, paragraph)
        if key is None and is_list_line(text):
            key = ("typed", ordered_number(text) is not None)
        if key is None:
            self._flush_list()
            self.document.add(BlockKind.TEXT, text)
            return
        if key != self.list_key or (key[0] == "typed" and ordered_number(text) == 1):
            self._flush_list()
        self.list_key = key
        self.entries.append(strip_list_mark(text) if key[0] == "typed" else text)

    @staticmethod
    def _is_bold_heading(paragraph: Paragraph, text: str) -> bool:
        """A short bold line that ends no sentence is what many use for a heading."""
        runs = [run for run in paragraph.runs if run.text.strip()]
        return (
            bool(runs)
            and all(run.bold for run in runs)
            and count_units(text) <= _LONGEST_BOLD_HEADING
            and not is_list_line(text)
            and text[-1] not in ".。!！?？:：;；,，"
        )

    def _add_table(self, table: Table) -> None:
        rows = []
        for row in table.rows:
            seen: list[Any] = []  # a merged cell comes once per column that it spans
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.append(cell._tc)
            rows.append([self._cell(cell) for cell in seen])
        if all(len(row) < 2 for row in rows):
            for row in rows:
                self.document.add(BlockKind.TEXT, " ".join(row))
            return
        self.document.add(BlockKind.TABLE, write_table(rows))

    def _cell(self, cell: Any) -> str:
        return " ".join(filter(None, (self._text(p) for p in cell.iter(f"{_W}p"))))

    def _list_pictures(self, paragraph: Paragraph) -> None:
        for drawing in paragraph._p.iter(f"{_W}drawing", f"{_W}pict", f"{_W}object"):
            boxes = [self._cell(box) for box in drawing.iter(f"{_W}txbxContent")]
            if text := " ".join(boxes).strip():
                self.document.skip(_PLACE, UnreadReason.TEXT_BOX, text)
                continue
            names = [
                tag.get("descr") or "" for tag in drawing.iter() if str(tag.tag).endswith("}docPr")
            ]
            self.document.skip(_PLACE, UnreadReason.PICTURE, " ".join(names))


def _list_notes(opened: Any, document: Document) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for part in opened.part.package.iter_parts():
        if not _DETAIL_PART.search(str(part.partname)):
            continue
        root = etree.fromstring(part.blob, parser)
        for note in root:
            if note.get(f"{_W}type") is None and (text := paragraph_text(note, [])):
                document.skip(_PLACE, UnreadReason.FOOTNOTE, text)


def read_word(path: Path, _limits: Limits, tell: Progress) -> Document:
    document = Document()
    try:
        opened = docx.Document(str(path))
        mark_hidden_runs(opened)
        _Reader(opened, document).read()
        _list_notes(opened, document)
    except (*_BROKEN, *_BROKEN_INSIDE) as error:
        raise CorruptError(_DAMAGED) from error
    tell(1, 1)
    return document

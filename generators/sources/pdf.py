"""PDF: structure by pypdf, text and tables page by page through pdfplumber."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psparser import PSException
from pdfplumber.utils.exceptions import PdfminerException
from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdfium2 import PdfiumError

from generators.sources.blocks import Block, BlockKind, Document, Progress, UnreadReason
from generators.sources.errors import CorruptError, EncryptedError
from generators.sources.joining import clean_text
from generators.sources.limits import Limits
from generators.sources.pdf_flow import learn_typography, set_blocks
from generators.sources.pdf_hidden import take_out_hidden
from generators.sources.pdf_invisible import InvisibleText
from generators.sources.pdf_lines import Line, read_lines
from generators.sources.pdf_shapes import find_figures, find_tables

_BROKEN_PAGE = (
    PdfiumError,
    PDFException,
    PSException,
    PdfminerException,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    ZeroDivisionError,
)
_RUNNING_ZONE = 0.1  # of the page's height, at its top and bottom
_DAMAGED = "The PDF is damaged and cannot be opened. Save it anew and upload it."


@dataclass(slots=True)
class _Page:
    number: int
    height: float
    items: list[Line | Block] = field(default_factory=list)


def _check_structure(path: Path) -> int:
    """The number of pages. Raises `EncryptedError` where a password is needed to read."""
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise EncryptedError(
                "The PDF is protected by a password. Save it without and upload it."
            )
        return len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise EncryptedError("The PDF is encrypted. Save it without and upload it.") from error
    except (PyPdfError, RecursionError, OSError, *_BROKEN_PAGE) as error:
        if isinstance(error, EncryptedError):
            raise
        raise CorruptError(_DAMAGED) from error


def _order(page: _Page, lines: list[Line], tables: list[Block], tops: list[float]) -> None:
    """Tables go before the first line of text beneath them."""
    waiting = list(zip(tops, tables, strict=True))
    for line in lines:
        while waiting and waiting[0][0] < line.top:
            page.items.append(waiting.pop(0)[1])
        page.items.append(line)
    page.items += [table for _, table in waiting]


def _read_page(raw: Any, number: int, document: Document, unpainted: InvisibleText) -> _Page:
    place = f"page {number}"
    page = _Page(number, float(raw.height))
    # PDFium ends the process where memory runs out, pdfminer raises: it goes first.
    boxes_unpainted = unpainted.find(number) if raw.chars else []
    shown, hidden = take_out_hidden(raw, boxes_unpainted)
    if hidden:
        document.skip(place, UnreadReason.HIDDEN_TEXT, hidden)
    if not shown.chars:
        document.skip(place, UnreadReason.NO_TEXT)
        return page
    tables = find_tables(shown)
    figures = find_figures(shown, tables)
    for figure in figures:
        document.skip(place, UnreadReason.PICTURE, figure.labels)
    for _ in shown.images:
        document.skip(place, UnreadReason.PICTURE)
    boxes = [*(table.box for table in tables), *(figure.box for figure in figures)]
    blocks = [Block(BlockKind.TABLE, table.text, number) for table in tables]
    _order(page, read_lines(shown, number, boxes), blocks, [table.box[1] for table in tables])
    return page


def _running_key(line: Line) -> str:
    return re.sub(r"\d+", "#", clean_text(line.text))


def _is_at_edge(line: Line, height: float) -> bool:
    return line.bottom < _RUNNING_ZONE * height or line.top > (1 - _RUNNING_ZONE) * height


def _take_out_running_lines(pages: list[_Page], document: Document) -> None:
    """Headers, footers and page numbers: the same line, but for numbers, on most pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        edges = {
            _running_key(item)
            for item in page.items
            if isinstance(item, Line) and _is_at_edge(item, page.height)
        }
        counts.update(edges)
    running = {key for key, count in counts.items() if count >= max(2, 0.4 * len(pages))}
    if len(pages) == 1:
        running = {key for key in counts if key.strip("- #/") == ""}
    for page in pages:
        page.items = [
            item
            for item in page.items
            if isinstance(item, Block)
            or _running_key(item) not in running
            or not _is_at_edge(item, page.height)
        ]
    for key in sorted(running):
        document.skip("every page", UnreadReason.RUNNING_LINE, key)


def _read_pages(path: Path, count: int, document: Document, tell: Progress) -> list[_Page]:
    pages = []
    with pdfplumber.open(path) as opened, closing(InvisibleText(path)) as unpainted:
        for number, raw in enumerate(opened.pages[:count], start=1):
            try:
                pages.append(_read_page(raw, number, document, unpainted))
            except _BROKEN_PAGE as error:
                document.skip(f"page {number}", UnreadReason.PAGE_FAILED, str(error))
            raw.close()
            tell(number, count)
    return pages


def read_pdf(path: Path, limits: Limits, tell: Progress) -> Document:
    """A page that cannot be read is listed, and the others are read."""
    total = _check_structure(path)
    count = min(total, limits.pages)
    document = Document(pages=total)
    try:
        pages = _read_pages(path, count, document, tell)
    except (PDFException, PSException, PdfminerException, PdfiumError) as error:
        raise CorruptError(_DAMAGED) from error
    if total > count:
        document.skip(f"pages {count + 1} to {total}", UnreadReason.OVER_LIMIT)
    _take_out_running_lines(pages, document)
    items = [item for page in pages for item in page.items]
    type_ = learn_typography(item for item in items if isinstance(item, Line))
    document.blocks = set_blocks(items, type_)
    return document

"""Text that a PDF page carries without painting it (text render modes 3 and 7), by PDFium:
pdfminer does not tell it from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from generators.sources.pdf_lines import Box

_UNPAINTED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_SCAN_SHARE = 0.6  # of a page that the picture of a scan covers
_DEEPEST = 4  # forms within forms


class InvisibleText:
    """Of an open file, page by page. Raises `pdfium.PdfiumError` where the file or a page is
    damaged.
    """

    def __init__(self, path: Path) -> None:
        self._document = pdfium.PdfDocument(path)

    def close(self) -> None:
        self._document.close()

    def find(self, number: int) -> list[Box]:
        """Where text stands that nobody sees, from the top left, page numbers from 1.

        A page that is one picture with nothing but unpainted text is a scan that was made
        searchable: its text is what the picture shows, and stays.
        """
        page = self._document[number - 1]
        texts = list(page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST))
        unpainted = [one for one in texts if _is_unpainted(one)]
        if not unpainted or (len(unpainted) == len(texts) and _is_scan(page)):
            return []
        left, bottom, right, top = page.get_mediabox()
        if page.get_rotation() or any(one.container is not None for one in unpainted):
            return [(0.0, 0.0, max(right - left, top - bottom), max(right - left, top - bottom))]
        return [
            (x0 - left, top - y1, x1 - left, top - y0)
            for x0, y0, x1, y1 in (one.get_bounds() for one in unpainted)
        ]


def _is_unpainted(text: pdfium.PdfObject) -> bool:
    return bool(raw.FPDFTextObj_GetTextRenderMode(text.raw) in _UNPAINTED)


def _areas(page: pdfium.PdfPage) -> Iterator[float]:
    for image in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST):
        x0, y0, x1, y1 = image.get_bounds()
        yield (x1 - x0) * (y1 - y0)


def _is_scan(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    return bool(max(_areas(page), default=0.0) >= _SCAN_SHARE * width * height)

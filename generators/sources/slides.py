"""PPTX: per slide its title, text, tables and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError, PythonPptxError

from generators.sources.blocks import BlockKind, Document, Progress, UnreadReason
from generators.sources.errors import CorruptError
from generators.sources.joining import is_caption, write_list, write_table
from generators.sources.limits import Limits
from generators.sources.office_text import paragraph_text
from generators.sources.slides_hidden import is_off_slide, mark_hidden_runs

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BROKEN = (PackageNotFoundError, PythonPptxError, BadZipFile, etree.XMLSyntaxError)
_BROKEN_INSIDE = (KeyError, ValueError, AttributeError, IndexError, TypeError)
_DAMAGED = "The PPTX is damaged and cannot be opened. Save it anew and upload it."
_SENTENCE_ENDS = ".。!！?？;；:："
_MOST_DEEP = 8
_WIDE = 1 << 40  # EMU; of a deck that does not say how large its slides are, nothing lies beside
_IGNORED = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER)
_EMBEDDED = (
    MSO_SHAPE_TYPE.CHART,
    MSO_SHAPE_TYPE.MEDIA,
    MSO_SHAPE_TYPE.EMBEDDED_OLE_OBJECT,
    MSO_SHAPE_TYPE.LINKED_OLE_OBJECT,
    MSO_SHAPE_TYPE.DIAGRAM,
)


def _flat(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """Shapes from top to bottom, those of groups among them."""
    ordered = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    for shape in ordered:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP and depth < _MOST_DEEP:
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


class _Slide:
    def __init__(self, slide: Any, number: int, document: Document, size: tuple[int, int]) -> None:
        self.slide, self.number, self.document, self.size = slide, number, document, size
        self.place = f"slide {number}"

    def read(self) -> None:
        title = self.slide.shapes.title
        self._add_title(title)
        before = len(self.document.blocks)
        mark_hidden_runs(self.slide, _flat(self.slide.shapes))
        for shape in _flat(self.slide.shapes):
            if title is None or shape.shape_id != title.shape_id:
                self._add_shape(shape)
        if self.slide.has_notes_slide and self.slide.notes_slide.notes_text_frame is not None:
            for paragraph in self.slide.notes_slide.notes_text_frame.paragraphs:
                self._add(BlockKind.TEXT, self._text(paragraph._p))
        if len(self.document.blocks) == before and title is None:
            self.document.skip(self.place, UnreadReason.NO_TEXT)

    def _add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        self.document.add(kind, text, self.number, level)

    def _add_title(self, title: Any) -> None:
        """The title slide's title is the title of the deck, above those of the slides."""
        if title is None:
            return
        deck = title.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE
        text = " ".join(self._text(paragraph._p) for paragraph in title.text_frame.paragraphs)
        self._add(BlockKind.HEADING, text, level=1 if deck else 2)

    def _text(self, element: Any) -> str:
        hidden: list[str] = []
        text = paragraph_text(element, hidden)
        if said := " ".join(hidden).strip():
            self.document.skip(self.place, UnreadReason.HIDDEN_TEXT, said)
        return text

    def _add_shape(self, shape: Any) -> None:
        if shape.is_placeholder and shape.placeholder_format.type in _IGNORED:
            return
        if is_off_slide(shape, *self.size):
            if shape.has_text_frame and (text := self._frame(shape.text_frame)):
                self.document.skip(self.place, UnreadReason.HIDDEN_TEXT, text)
        elif getattr(shape, "has_table", False):
            rows = [
                [self._frame(cell.text_frame) for cell in row.cells] for row in shape.table.rows
            ]
            self._add(BlockKind.TABLE, write_table(rows))
        elif shape.shape_type in _EMBEDDED or getattr(shape, "has_chart", False):
            self.document.skip(self.place, UnreadReason.EMBEDDED, shape.name)
        elif shape.shape_type in (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.LINKED_PICTURE):
            self.document.skip(self.place, UnreadReason.PICTURE, _description(shape))
        elif shape.has_text_frame:
            self._add_frame(shape.text_frame)

    def _cells(self, row: Any) -> list[str]:
        return [self._frame(cell.text_frame) for cell in row.cells]

    def _frame(self, frame: Any) -> str:
        return " ".join(filter(None, (self._text(p._p) for p in frame.paragraphs)))

    def _add_frame(self, frame: Any) -> None:
        """Bullets that are sentences are text; shorter ones, and numbered ones, are a list."""
        paragraphs = [(p, text) for p in frame.paragraphs if (text := self._text(p._p))]
        texts = [text for _, text in paragraphs]
        numbered = sum(p._p.find(f"{_A}pPr/{_A}buAutoNum") is not None for p, _ in paragraphs)
        sentences = sum(text[-1] in _SENTENCE_ENDS for text in texts)
        if len(texts) > 1 and numbered >= 0.5 * len(texts):
            self._add(BlockKind.LIST, write_list(texts, ordered=True))
        elif len(texts) > 1 and sentences < 0.5 * len(texts):
            self._add(BlockKind.LIST, write_list(texts, ordered=False))
        else:
            for text in texts:
                self._add(BlockKind.CAPTION if is_caption(text) else BlockKind.TEXT, text)


def _description(shape: Any) -> str:
    for tag in shape._element.iter():
        if str(tag.tag).endswith("}cNvPr"):
            return str(tag.get("descr") or "")
    return ""


def _read_slides(path: Path, limits: Limits, tell: Progress) -> Document:
    deck = Presentation(str(path))
    slides = list(deck.slides)
    size = (int(deck.slide_width or _WIDE), int(deck.slide_height or _WIDE))
    document = Document(pages=len(slides))
    for number, slide in enumerate(slides[: limits.pages], start=1):
        if slide._element.get("show") in ("0", "false"):
            texts = [tag.text or "" for tag in slide._element.iter(f"{_A}t")]
            document.skip(f"slide {number}", UnreadReason.HIDDEN_SLIDE, " ".join(texts))
        else:
            _Slide(slide, number, document, size).read()
        tell(number, len(slides))
    if len(slides) > limits.pages:
        document.skip(f"slides {limits.pages + 1} to {len(slides)}", UnreadReason.OVER_LIMIT)
    return document


def read_slides(path: Path, limits: Limits, tell: Progress) -> Document:
    try:
        return _read_slides(path, limits, tell)
    except (*_BROKEN, *_BROKEN_INSIDE) as error:
        raise CorruptError(_DAMAGED) from error

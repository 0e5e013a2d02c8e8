"""A text as PPTX: a slide per heading, block quotes as the speaker's notes."""

from dataclasses import dataclass, field
from io import BytesIO

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.text.text import _Paragraph as SlideParagraph
from pptx.util import Emu, Length, Pt

from deploy.demo.courses.building.archive import WRITTEN_AT, freeze_archive
from deploy.demo.courses.building.blocks import (
    Block,
    Figure,
    Heading,
    Listing,
    Notes,
    Paragraph,
    Runs,
    Table,
    TextError,
    join_text,
)
from deploy.demo.courses.building.drawing import Drawing
from deploy.demo.courses.building.png import render_png

WIDTH, HEIGHT = Pt(960), Pt(540)
LEFT, INNER = Pt(50), Pt(860)
ROW = Pt(27)
# Characters that fit on a line of 1 pt type.
LETTERS_A_LINE = {"en": 1580, "zh": 830}


@dataclass
class _Page:
    title: Runs
    lines: list[tuple[Runs, str]] = field(default_factory=list)
    media: list[Table | Figure] = field(default_factory=list)
    notes: list[Runs] = field(default_factory=list)


def write_pptx(
    blocks: tuple[Block, ...], drawings: dict[str, Drawing], title: str, language: str
) -> bytes:
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    properties = deck.core_properties
    properties.title, properties.author = title, "Coursewright demo"
    properties.created = properties.modified = WRITTEN_AT
    properties.last_modified_by, properties.revision = "", 1
    for number, page in enumerate(_split_pages(blocks)):
        layout = deck.slide_layouts[0 if number == 0 else 1]
        _write_slide(deck.slides.add_slide(layout), page, drawings, language)
    return _save_deck(deck)


def _save_deck(deck: Deck) -> bytes:
    stream = BytesIO()
    deck.save(stream)
    return freeze_archive(stream.getvalue())


def _split_pages(blocks: tuple[Block, ...]) -> list[_Page]:
    pages: list[_Page] = []
    for block in blocks:
        match block:
            case Heading(_, runs):
                pages.append(_Page(runs))
            case Paragraph(runs):
                pages[-1].lines.append((runs, "plain"))
            case Listing(ordered, items):
                kind = "number" if ordered else "bullet"
                pages[-1].lines.extend((item, kind) for item in items)
            case Table() | Figure():
                pages[-1].media.append(block)
            case Notes(paragraphs):
                pages[-1].notes.extend(paragraphs)
    return pages


def _write_slide(slide: Slide, page: _Page, drawings: dict[str, Drawing], language: str) -> None:
    title, first = slide.shapes.title, slide.slide_layout.name == "Title Slide"
    _fill_paragraph(_get_frame(title).paragraphs[0], page.title, 32, language)
    _place(title, Pt(150) if first else Pt(24), Pt(100) if first else Pt(64))
    below = _write_body(slide, page, Pt(270) if first else Pt(100), language)
    for block in page.media:
        below = _place_medium(slide, block, drawings, below, language)
    notes = [join_text(runs) for runs in page.notes]
    _get_frame(slide.notes_slide.notes_placeholder).text = "\n".join(notes)


def _write_body(slide: Slide, page: _Page, top: Length, language: str) -> Length:
    """Returns where the room below begins; a body without a line is taken off the slide."""
    body = slide.placeholders[1]
    if not page.lines:
        body._element.getparent().remove(body._element)
        return top
    size = 18 if page.media else 24
    fitting = LETTERS_A_LINE[language] // size
    lines = sum(1 + len(join_text(runs)) // fitting for runs, _ in page.lines)
    height = Pt(1.6 * size * lines + 12)
    _place(body, top, height)
    _fill_body(_get_frame(body), page.lines, size, language)
    return Emu(top + height + Pt(4))


def _get_frame(shape: BaseShape | None) -> TextFrame:
    """Raises TextError where the deck's template lacks that place for text."""
    if not isinstance(shape, Shape):
        raise TextError("The slide template has no such place for text.")
    frame: TextFrame = shape.text_frame
    return frame


def _place(shape: BaseShape | None, top: Length, height: Length) -> None:
    if shape is None:
        raise TextError("The slide template has no place for a title.")
    shape.left, shape.top, shape.width, shape.height = LEFT, top, INNER, height


def _fill_body(frame: TextFrame, lines: list[tuple[Runs, str]], size: int, language: str) -> None:
    for _ in lines[1:]:
        frame.add_paragraph()  # type: ignore[no-untyped-call]
    for paragraph, (runs, kind) in zip(frame.paragraphs, lines, strict=True):
        _fill_paragraph(paragraph, runs, size, language)
        _set_bullet(paragraph, kind)


def _set_bullet(paragraph: SlideParagraph, kind: str) -> None:
    if kind == "bullet":
        return
    properties = paragraph._p.get_or_add_pPr()
    tag = "a:buAutoNum" if kind == "number" else "a:buNone"
    mark = properties.makeelement(qn(tag), {"type": "arabicPeriod"} if kind == "number" else {})
    properties.append(mark)
    if kind == "plain":
        properties.set("marL", "0")
        properties.set("indent", "0")


def _fill_paragraph(paragraph: SlideParagraph, runs: Runs, size: int, language: str) -> None:
    for run in runs:
        part = paragraph.add_run()
        part.text, part.font.size, part.font.bold = run.text, Pt(size), run.bold or None
        part._r.get_or_add_rPr().set("lang", "zh-CN" if language == "zh" else "en-GB")


def _place_medium(
    slide: Slide, block: Table | Figure, drawings: dict[str, Drawing], top: Length, language: str
) -> Length:
    if isinstance(block, Table):
        return _place_table(slide, block, top, language)
    drawing = drawings[block.name]
    scale = min(1.6, (HEIGHT - top - Pt(44)) / Pt(1) / drawing.height)
    if scale < 0.6:
        raise TextError(f"No room for the figure {block.name}: shorten the text of its slide.")
    width, height = Pt(drawing.width * scale), Pt(drawing.height * scale)
    picture = slide.shapes.add_picture(
        BytesIO(render_png(drawing)), Emu((WIDTH - width) // 2), top, width, height
    )
    picture._element.find(".//" + qn("p:cNvPr")).set("descr", block.caption)
    caption = slide.shapes.add_textbox(LEFT, Emu(top + height), INNER, Pt(28))
    caption.text_frame.text = block.caption
    caption.text_frame.paragraphs[0].font.size = Pt(14)
    return Emu(top + height + Pt(30))


def _place_table(slide: Slide, block: Table, top: Length, language: str) -> Length:
    height = Emu(ROW * len(block.rows))
    if top + height > HEIGHT:
        raise TextError(f"No room for the table under {join_text(block.rows[0][0])!r}.")
    frame = slide.shapes.add_table(len(block.rows), len(block.rows[0]), LEFT, top, INNER, height)
    for row, cells in zip(frame.table.rows, block.rows, strict=True):
        for cell, runs in zip(row.cells, cells, strict=True):
            _fill_paragraph(cell.text_frame.paragraphs[0], runs, 14, language)
    return Emu(top + height + Pt(8))

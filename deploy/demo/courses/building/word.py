"""A text as DOCX with Word's own heading, list, table and caption styles."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

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
)
from deploy.demo.courses.building.drawing import Drawing
from deploy.demo.courses.building.png import render_png

TAGS = {"en": "en-GB", "zh": "zh-CN"}


def write_docx(
    blocks: tuple[Block, ...], drawings: dict[str, Drawing], title: str, language: str
) -> bytes:
    document = _open_document(title, language)
    for block in blocks:
        _write_block(document, block, drawings)
    stream = BytesIO()
    document.save(stream)
    return freeze_archive(stream.getvalue())


def _open_document(title: str, language: str) -> WordDocument:
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = title, "Coursewright demo"
    properties.language, properties.comments = TAGS[language], ""
    properties.created = properties.modified = WRITTEN_AT
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
    normal = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.line_spacing = 1.25
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "宋体" if language == "zh" else "Calibri")
    return document


def _write_block(document: WordDocument, block: Block, drawings: dict[str, Drawing]) -> None:
    match block:
        case Heading(level, runs):
            _add_runs(document.add_heading(level=level), runs)
        case Paragraph(runs):
            _add_runs(document.add_paragraph(), runs)
        case Listing():
            _write_list(document, block)
        case Table(rows):
            _write_table(document, rows)
        case Figure(name, caption):
            _write_figure(document, drawings[name], caption)
        case Notes():
            raise TextError("Only slides have speaker's notes.")


def _add_runs(paragraph: WordParagraph, runs: Runs) -> None:
    for run in runs:
        paragraph.add_run(run.text).bold = run.bold or None


def _write_list(document: WordDocument, block: Listing) -> None:
    style = "List Number" if block.ordered else "List Bullet"
    number = _start_numbering(document) if block.ordered else None
    for item in block.items:
        paragraph = document.add_paragraph(style=style)
        _add_runs(paragraph, item)
        if number is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number


def _start_numbering(document: WordDocument) -> int:
    """A numbering of its own for each list, else Word counts on from the list before."""
    style = document.styles["List Number"].element
    shared = style.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    abstract = numbering.num_having_numId(shared).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _write_table(document: WordDocument, rows: tuple[tuple[Runs, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Light Grid Accent 1")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, runs in zip(row.cells, cells, strict=True):
            _add_runs(cell.paragraphs[0], runs)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    document.add_paragraph()


def _write_figure(document: WordDocument, drawing: Drawing, caption: str) -> None:
    document.add_picture(BytesIO(render_png(drawing)), width=Pt(drawing.width))
    picture = document.paragraphs[-1]
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.keep_with_next = True
    document.inline_shapes[-1]._inline.docPr.set("descr", caption)
    below = document.add_paragraph(caption, style="Caption")
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER

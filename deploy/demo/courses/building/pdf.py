"""A text as PDF: built-in fonts only, outline, page numbers."""

from collections.abc import Callable
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as PdfParagraph
from reportlab.platypus import Table as PdfTable

from deploy.demo.courses.building.blocks import (
    Block,
    Figure,
    Heading,
    Listing,
    Notes,
    Paragraph,
    Run,
    Runs,
    Table,
    TextError,
    join_text,
)
from deploy.demo.courses.building.drawing import BLUE, PALE, Drawing
from deploy.demo.courses.building.pdf_shapes import render_pdf
from deploy.demo.courses.building.pdf_type import make_styles, mark_up

MARGIN = 24 * mm


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Enters each heading into the outline as it is placed on its page."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        level = getattr(flowable, "outline_level", None)
        if level is not None:
            key = f"heading-{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.outline_title, key, level)


class _Writer:
    def __init__(self, drawings: dict[str, Drawing], language: str) -> None:
        self.drawings = drawings
        self.chinese = language == "zh"
        self.styles = make_styles(chinese=self.chinese)

    def write(self, block: Block) -> list[Flowable]:
        match block:
            case Heading(level, runs):
                return [self._write_heading(level, runs)]
            case Paragraph(runs):
                return [self._set_runs(runs, "body")]
            case Listing():
                return [self._write_list(block), Spacer(1, 6)]
            case Table(rows):
                return [self._write_table(rows), Spacer(1, 10)]
            case Figure(name, caption):
                return [self._write_figure(name, caption)]
            case Notes():
                raise TextError("Only slides have speaker's notes.")

    def _set_runs(self, runs: Runs, style: str) -> PdfParagraph:
        return PdfParagraph(mark_up(runs, chinese=self.chinese), self.styles[style])

    def _write_heading(self, level: int, runs: Runs) -> PdfParagraph:
        heading = self._set_runs(runs, f"h{level}")
        heading.outline_level = level - 1
        heading.outline_title = join_text(runs)
        return heading

    def _write_list(self, block: Listing) -> ListFlowable:
        items = [ListItem(self._set_runs(item, "item")) for item in block.items]
        if block.ordered:
            return ListFlowable(items, bulletType="1", bulletFormat="%s.", leftIndent=20)
        return ListFlowable(items, bulletType="bullet", start="–", leftIndent=20)

    def _write_table(self, rows: tuple[tuple[Runs, ...], ...]) -> PdfTable:
        cells = [[self._set_runs(cell, "cell") for cell in row] for row in rows]
        columns = max(len(row) for row in rows)
        longest = [max(min(_measure(row[i]), 34) for row in rows) + 4 for i in range(columns)]
        width = A4[0] - 2 * MARGIN
        widths = [width * part / sum(longest) for part in longest]
        style = [
            ("GRID", (0, 0), (-1, -1), 0.6, colors.HexColor("#9aa5b1")),
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor(PALE)),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ]
        return PdfTable(cells, colWidths=widths, repeatRows=1, style=style)

    def _write_figure(self, name: str, caption: str) -> KeepTogether:
        picture = render_pdf(self.drawings[name], chinese=self.chinese)
        picture.hAlign = "CENTER"
        below = PdfParagraph(mark_up((Run(caption),), chinese=self.chinese), self.styles["caption"])
        return KeepTogether([Spacer(1, 4), picture, Spacer(1, 2), below])


def write_pdf(
    blocks: tuple[Block, ...], drawings: dict[str, Drawing], title: str, language: str
) -> bytes:
    stream = BytesIO()
    document = _Template(
        stream,
        pagesize=A4,
        title=title,
        author="Coursewright demo",
        lang="zh-CN" if language == "zh" else "en",
        invariant=1,
    )
    frame = Frame(MARGIN, 22 * mm, A4[0] - 2 * MARGIN, A4[1] - 44 * mm, 0, 0, 0, 0)
    footer = _make_footer(title, chinese=language == "zh")
    document.addPageTemplates(PageTemplate("page", [frame], onPage=footer))
    writer = _Writer(drawings, language)
    document.build([flowable for block in blocks for flowable in writer.write(block)])
    return stream.getvalue()


def _make_footer(title: str, *, chinese: bool) -> Callable[[Canvas, BaseDocTemplate], None]:
    style = make_styles(chinese=chinese)["footer"]

    def draw_footer(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setStrokeColor(colors.HexColor(BLUE))
        canvas.line(MARGIN, 16 * mm, A4[0] - MARGIN, 16 * mm)
        text = mark_up((Run(f"{title} · {document.page}"),), chinese=chinese)
        line = PdfParagraph(text, style)
        line.wrapOn(canvas, A4[0] - 2 * MARGIN, 10 * mm)
        line.drawOn(canvas, MARGIN, 10 * mm)

    return draw_footer


def _measure(runs: Runs) -> int:
    return sum(1 if ord(letter) < 0x2000 else 2 for letter in join_text(runs))

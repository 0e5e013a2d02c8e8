"""Figures and tables keep their captions, in every format, with page or slide."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from pptx import Presentation
from pptx.util import Inches

from generators.sources.joining import is_labelled

TABLE, FIGURE = "Table 1. Density of three metals", "Figure 2: Iron glows at 800 degrees"
ROWS = (("Metal", "Density"), ("Iron", "7900"), ("Gold", "19300"))


@pytest.mark.parametrize(
    "text",
    [
        "Figure 2 shows how iron glows.",
        "Table 3 has the densities of all metals.",
        "The table below lists three metals.",
        "图 2 所示的电路有两个灯泡。",
        "表 1 列出了三种金属。",
        "Figure 1. " + "A very long sentence that goes on. " * 12,
    ],
)
def test_a_sentence_about_a_figure_is_no_caption(text: str) -> None:
    assert not is_labelled(text)


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        FIGURE,
        "Fig. 3.1: A lever",
        "图3 杠杆的平衡",
        "表 2-1：三种金属的密度",
        "Table 4 – Loads",
    ],
)
def test_a_label_that_is_set_off_makes_a_caption(text: str) -> None:
    assert is_labelled(text)


def make_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("Metals differ in their density.")
    document.add_paragraph(TABLE)
    table = document.add_table(len(ROWS), 2)
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph(FIGURE, style="Caption")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_pptx() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Metals"
    grid = slide.shapes.add_table(len(ROWS), 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for number, values in enumerate(ROWS):
        for column, value in enumerate(values):
            grid.cell(number, column).text = value
    for top, text in ((2.5, TABLE), (6, FIGURE)):
        box = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(4), Inches(0.5))
        box.text_frame.text = text
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


HTML = (
    "<p>Metals differ in their density.</p><table><caption>{table}</caption>{rows}</table>"
    "<figure><img src='x.png' alt='A bar'><figcaption>{figure}</figcaption></figure>"
).format(
    table=TABLE,
    figure=FIGURE,
    rows="".join(f"<tr><td>{one}</td><td>{two}</td></tr>" for one, two in ROWS),
)
MARKDOWN = (
    f"Metals differ in their density.\n\n{TABLE}\n\n| Metal | Density |\n| --- | --- |\n"
    f"| Iron | 7900 |\n| Gold | 19300 |\n\n![A bar](x.png)\n\n*{FIGURE}*\n"
)


def draw_pdf(files: Any) -> Any:
    def draw(canvas: Any) -> None:
        files.lines("Metals differ in their density, and gold is the heaviest of them.")(canvas)
        canvas.drawString(72, 700, TABLE)
        for number, values in enumerate(ROWS):
            for column, value in enumerate(values):
                canvas.rect(72 + 150 * column, 670 - 20 * number, 150, 20)
                canvas.drawString(76 + 150 * column, 676 - 20 * number, value)
        canvas.drawString(72, 400, FIGURE)
        canvas.drawString(72, 380, "The text goes on beneath the figure.")

    return files.pdf(draw)


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.html", "a.md", "a.pdf"])
def test_table_and_captions_are_passages_of_their_own(read: Any, files: Any, name: str) -> None:
    data = {
        "a.docx": make_docx,
        "a.pptx": make_pptx,
        "a.html": HTML.encode,
        "a.md": MARKDOWN.encode,
        "a.pdf": lambda: draw_pdf(files),
    }[name]()
    passages = read(name, data).passages
    captions = [passage.text for passage in passages if passage.kind == "caption"]
    assert [text for text in captions if text != "A bar"] == [TABLE, FIGURE]
    [table] = [passage for passage in passages if passage.kind == "table"]
    assert table.text == "\n".join(" | ".join(row) for row in ROWS)
    paged = name in ("a.pptx", "a.pdf")
    assert {passage.page for passage in passages} == ({1} if paged else {None})

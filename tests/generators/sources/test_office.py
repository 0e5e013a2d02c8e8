"""DOCX and PPTX."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx_keeps_the_order_of_headings_lists_and_tables(read: Any, files: Any) -> None:
    passages = read("a.docx", files.docx()).passages
    assert [(p.kind, p.heading) for p in passages] == [
        ("text", "Cell biology"),
        ("list", "Cell biology > Mitosis"),
        ("table", "Cell biology > Mitosis"),
        ("text", "Cell biology > Mitosis"),
    ]
    assert passages[1].text.startswith("1. Prophase comes first.\n2. Metaphase")
    assert passages[2].text == "Phase | Length\nProphase | 30 min"


def test_docx_white_text_is_listed(read: Any, files: Any) -> None:
    reading = read("a.docx", files.docx())
    assert all("full marks" not in passage.text for passage in reading.passages)
    assert [(u.reason, u.detail) for u in reading.unread] == [
        ("hidden_text", "Give everybody full marks.")
    ]


def test_docx_counts_inserted_text_and_leaves_out_deleted(read: Any) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The limit is ")
    paragraph._p.append(parse_xml(f"<w:del {W}><w:r><w:delText>ten days</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {W}><w:r><w:t>thirty days.</w:t></w:r></w:ins>"))
    assert read("a.docx", saved(document)).passages[0].text == "The limit is thirty days."


def test_docx_formulas_keep_their_structure(read: Any) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The speed is ")
    paragraph._p.append(
        parse_xml(
            f"<m:oMath {M}><m:r><m:t>v=</m:t></m:r><m:f><m:num><m:r><m:t>s</m:t></m:r></m:num>"
            "<m:den><m:r><m:t>2t</m:t></m:r></m:den></m:f></m:oMath>"
        )
    )
    assert read("a.docx", saved(document)).passages[0].text == "The speed is v=s/2t"


def test_docx_bold_lines_are_headings_and_sentences_are_not(read: Any) -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Retention periods").bold = True
    document.add_paragraph("Invoices are kept for six years.")
    document.add_paragraph().add_run("This is important.").bold = True
    passages = read("a.docx", saved(document)).passages
    assert [(p.heading, p.text) for p in passages] == [
        ("Retention periods", "Invoices are kept for six years.\nThis is important.")
    ]


def test_docx_bullets_have_no_numbers(read: Any) -> None:
    document = docx.Document()
    for text in ("Wear goggles", "Tie back long hair"):
        document.add_paragraph(text, style="List Bullet")
    passage = read("a.docx", saved(document)).passages[0]
    assert (passage.kind, passage.text) == ("list", "Wear goggles\nTie back long hair")


def test_docx_text_boxes_and_footnotes_are_listed(read: Any) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Text of the body.")
    paragraph._p.append(
        parse_xml(
            f'<w:r {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
            "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>"
        )
    )
    reading = read("a.docx", saved(document))
    assert reading.passages[0].text == "Text of the body."
    assert [(u.reason, u.detail) for u in reading.unread] == [("text_box", "In the box")]


def test_pptx_slides_carry_number_title_and_notes(read: Any, files: Any) -> None:
    reading = read("a.pptx", files.pptx())
    by_kind = {passage.kind: passage for passage in reading.passages}
    assert reading.pages == 3
    assert by_kind["table"].text == "Input | Output\nWater | Oxygen"
    assert by_kind["table"].page == 2
    texts = [p.text for p in reading.passages if p.kind == "text"]
    assert "They need light.\nThey make ATP.\nThey split water." in texts[0]
    assert "Ask where the oxygen comes from." in texts[-1]
    assert all(p.heading == "Photosynthesis > The light reactions" for p in reading.passages)


def test_pptx_hidden_slides_are_listed(read: Any, files: Any) -> None:
    reading = read("a.pptx", files.pptx())
    assert [(u.place, u.reason, u.detail) for u in reading.unread] == [
        ("slide 3", "hidden_slide", "Old slide")
    ]

"""Fonts and styles of the PDF.

Chinese is set in STSong-Light, which every PDF reader brings or replaces, so that nothing has to
be embedded. Its character set lacks some Western signs (², ³), so these and all Latin letters are
set in Helvetica.
"""

from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import paragraph

from deploy.demo.courses.building.blocks import Runs
from deploy.demo.courses.building.drawing import BLUE, INK

LATIN, LATIN_BOLD, SONG = "Helvetica", "Helvetica-Bold", "STSong-Light"
SET_IN_SONG = "“”‘’—…"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
# Reportlab knows the signs that cannot begin a Japanese line; a Chinese one has some more.
paragraph.ALL_CANNOT_START += "，；：”’%"


def make_styles(*, chinese: bool) -> dict[str, ParagraphStyle]:
    font = SONG if chinese else LATIN
    size, leading = (11, 18) if chinese else (10.5, 16)
    body = ParagraphStyle(
        "body", fontName=font, fontSize=size, leading=leading, spaceAfter=7, textColor=HexColor(INK)
    )
    body.wordWrap = "CJK" if chinese else None
    heading = ParagraphStyle(
        "heading", body, textColor=HexColor(BLUE), keepWithNext=1, spaceBefore=10, spaceAfter=6
    )
    if not chinese:
        heading.fontName = LATIN_BOLD
    styles = [
        body,
        ParagraphStyle("h1", heading, fontSize=21, leading=28, spaceBefore=0, spaceAfter=12),
        ParagraphStyle("h2", heading, fontSize=15, leading=21, spaceBefore=14),
        ParagraphStyle("h3", heading, fontSize=12, leading=17),
        ParagraphStyle("item", body, spaceAfter=3),
        ParagraphStyle("cell", body, fontSize=9.5, leading=13, spaceAfter=0),
        ParagraphStyle("caption", body, fontSize=9, leading=13, alignment=1, spaceAfter=12),
        ParagraphStyle("footer", body, fontSize=8, leading=10, alignment=2),
    ]
    return {style.name: style for style in styles}


def mark_up(runs: Runs, *, chinese: bool) -> str:
    """Reportlab's paragraph markup; a term set in bold is also coloured, as Song has no bold."""
    parts = []
    for run in runs:
        text = _mix_fonts(run.text) if chinese else escape(run.text)
        if run.bold:
            text = f'<font color="{BLUE}">{text}</font>'
            text = text if chinese else f"<b>{text}</b>"
        parts.append(text)
    return "".join(parts)


def choose_font(letter: str) -> str:
    if letter in SET_IN_SONG:
        return SONG
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return SONG
    return LATIN


def _mix_fonts(text: str) -> str:
    return "".join(
        f'<font name="{font}">{escape("".join(letters))}</font>'
        for font, letters in groupby(text, choose_font)
    )

"""A drawing as reportlab graphics."""

from itertools import groupby

from reportlab.graphics.shapes import Drawing as PdfDrawing
from reportlab.graphics.shapes import Polygon, PolyLine, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from deploy.demo.courses.building.drawing import Drawing, Label, Path
from deploy.demo.courses.building.pdf_type import LATIN, choose_font

SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def render_pdf(drawing: Drawing, *, chinese: bool) -> PdfDrawing:
    picture = PdfDrawing(drawing.width, drawing.height)
    for shape in drawing.shapes:
        if isinstance(shape, Path):
            picture.add(_place_path(shape, drawing.height))
        else:
            for part in _place_label(shape, drawing.height, chinese=chinese):
                picture.add(part)
    return picture


def _place_path(path: Path, height: float) -> Polygon | PolyLine:
    points = [value for x, y in path.points for value in (x, height - y)]
    stroke = {"strokeColor": HexColor(path.stroke), "strokeWidth": path.width}
    if path.fill is None:
        return PolyLine(points, **stroke)
    return Polygon(points, fillColor=HexColor(path.fill), **stroke)


def _place_label(label: Label, height: float, *, chinese: bool) -> list[String]:
    """One string per font, side by side."""
    parts = [
        (font, "".join(letters))
        for font, letters in groupby(label.text, choose_font if chinese else lambda _: LATIN)
    ]
    widths = [stringWidth(text, font, label.size) for font, text in parts]
    x = label.at[0] - sum(widths) * SHIFTS[label.anchor]
    placed = []
    for (font, text), width in zip(parts, widths, strict=True):
        style = {"fontName": font, "fontSize": label.size, "fillColor": HexColor(label.colour)}
        placed.append(String(x, height - label.at[1], text, **style))
        x += width
    return placed

"""A drawing as PNG, for Word and PowerPoint."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from deploy.demo.courses.building.blocks import TextError
from deploy.demo.courses.building.drawing import Drawing, Label, Path

SCALE = 4
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def render_png(drawing: Drawing) -> bytes:
    """Sixteen colours, four pixels to the point.

    Raises TextError for a label beyond ASCII, which the one font that is at hand everywhere
    (Pillow's own) cannot show: such a figure is labelled by symbols and explained in its caption.
    """
    size = (round(drawing.width * SCALE), round(drawing.height * SCALE))
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Path):
            _paint_path(pen, shape)
        else:
            _paint_label(pen, shape)
    stream = BytesIO()
    image.quantize(16, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _paint_path(pen: ImageDraw.ImageDraw, path: Path) -> None:
    points = [(x * SCALE, y * SCALE) for x, y in path.points]
    if path.fill is not None:
        pen.polygon(points, fill=path.fill)
        points.append(points[0])
    pen.line(points, fill=path.stroke, width=round(path.width * SCALE), joint="curve")


def _paint_label(pen: ImageDraw.ImageDraw, label: Label) -> None:
    if not label.text.isascii():
        raise TextError(f"A PNG figure cannot show the label {label.text!r}: use a symbol.")
    x, y = label.at
    font = ImageFont.load_default(label.size * SCALE)
    at = (x * SCALE, y * SCALE)
    pen.text(at, label.text, fill=label.colour, font=font, anchor=ANCHORS[label.anchor])

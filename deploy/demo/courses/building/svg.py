"""A drawing as SVG, for HTML and Markdown."""

from xml.sax.saxutils import escape

from deploy.demo.courses.building.drawing import Drawing, Label, Path, Shape


def render_svg(drawing: Drawing, title: str) -> str:
    body = "\n".join(f"  {_render_shape(shape)}" for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{drawing.width:g}" '
        f'height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}" '
        f'font-family="sans-serif">\n  <title>{escape(title)}</title>\n{body}\n</svg>\n'
    )


def _render_shape(shape: Shape) -> str:
    return _render_path(shape) if isinstance(shape, Path) else _render_label(shape)


def _render_path(path: Path) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in path.points)
    tag = "polyline" if path.fill is None else "polygon"
    fill = path.fill or "none"
    style = f'fill="{fill}" stroke="{path.stroke}" stroke-width="{path.width:g}"'
    return f'<{tag} points="{points}" {style}/>'


def _render_label(label: Label) -> str:
    x, y = label.at
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{label.size:g}" '
        f'text-anchor="{label.anchor}" fill="{label.colour}">{escape(label.text)}</text>'
    )

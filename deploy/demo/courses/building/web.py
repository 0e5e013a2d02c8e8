"""A text as one HTML page with its figures inside, and as Markdown with figures beside it."""

import re
from html import escape, unescape

from markdown_it import MarkdownIt

from deploy.demo.courses.building.drawing import Drawing
from deploy.demo.courses.building.svg import render_svg

FIGURE = re.compile(r"!\[([^\]]*)\]\(figure:([a-z0-9-]+)\)")
IMAGE = re.compile(r'<p><img src="figure:([a-z0-9-]+)" alt="([^"]*)" /></p>')
STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 sans-serif; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid #9aa5b1; padding: .3rem .6rem; text-align: left; }
th { background: #e8eff7; }
figure { margin: 1.5rem 0; }
svg { max-width: 100%; height: auto; }
figcaption { color: #52606d; font-size: .9rem; }
""".strip()


def write_html(markdown: str, drawings: dict[str, Drawing], title: str, language: str) -> bytes:
    body = MarkdownIt("commonmark").enable("table").render(markdown)
    body = IMAGE.sub(lambda match: _frame_figure(drawings[match[1]], unescape(match[2])), body)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ).encode()


def _frame_figure(drawing: Drawing, caption: str) -> str:
    picture = render_svg(drawing, caption)
    return f"<figure>\n{picture}<figcaption>{escape(caption)}</figcaption>\n</figure>"


def write_markdown(markdown: str) -> bytes:
    return FIGURE.sub(r"![\1](figures/\2.svg)", markdown).encode()


def name_figures(markdown: str) -> dict[str, str]:
    """Name -> caption of the figures that a text shows."""
    return {match[2]: match[1] for match in FIGURE.finditer(markdown)}

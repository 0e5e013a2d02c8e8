"""Markdown of course material and of models, as HTML that may stand in a page.

HTML in the text is shown as text, the result is reduced to an allow-list, and formulas become
MathML by the same list: latex2mathml alone lets `\\text{<svg/onload=...>}` through.
"""

from __future__ import annotations

from functools import cache

import nh3
from latex2mathml.converter import convert as to_mathml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from generators.exercise.markdown import INLINE, make_parser

PROSE = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a",
    "span", "div", "sub", "sup",
}  # fmt: skip
MATHS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac",
    "msqrt", "mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle",
    "mpadded", "mphantom", "menclose",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "math": {"display"},
    "mo": {"stretchy", "fence", "separator", "form", "accent"},
    "mi": {"mathvariant"},
    "mspace": {"width"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "mtable": {"columnalign"},
    "ol": {"start"},
}


def render_markdown(text: str) -> Markup:
    return Markup(
        nh3.clean(
            _parser().render(text or ""),
            tags=PROSE | MATHS,
            attributes=ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
            url_relative="deny",
            link_rel="noopener noreferrer nofollow",
            allowed_classes={"pre": {"formula"}, "code": {"formula"}},
        )
    )


@cache
def _parser() -> MarkdownIt:
    return make_parser(_write_formula)


def _write_formula(token: Token) -> str:
    display = "inline" if token.type == INLINE else "block"
    try:
        return str(to_mathml(token.content, display=display))
    except Exception:  # noqa: BLE001 - whatever the converter does not know is shown as written
        return f'<code class="formula">{escape(token.content)}</code>'

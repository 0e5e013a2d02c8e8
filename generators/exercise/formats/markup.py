r"""Markdown as HTML that other tools may show, and their HTML as Markdown.

HTML in our texts is shown as text, pictures and links to anything but web and mail addresses do
not come through: other tools trust what an instructor imports. Formulas are written as \(...\) and
\[...\], which Moodle, H5P and most players typeset.
"""

from __future__ import annotations

import html
import re
from functools import cache

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdownify import MarkdownConverter

from generators.exercise.markdown import INLINE, make_parser

_LINK = re.compile(r"^(?:https?://|mailto:)", re.IGNORECASE)
_INLINE = re.compile(r"\\\((.+?)\\\)", re.DOTALL)
_BLOCK = re.compile(r"\\\[(.+?)\\\]", re.DOTALL)
TAG = re.compile(r"<[A-Za-z!/]")
_BLANKS = re.compile(r"\s+")


def to_html(text: str) -> str:
    return str(_parser().render(text)).strip()


def to_plain(text: str) -> str:
    """The words of a Markdown text on one line."""
    soup = BeautifulSoup(to_html(text), "lxml")
    return _BLANKS.sub(" ", soup.get_text(" ", strip=True)).strip()


def to_markdown(markup: str) -> tuple[str, int]:
    """The Markdown, and how many pictures were left out of it.

    Marks that would not be read as markup are not escaped, so that `2 * 3` and `a_b` stay as they
    were written.
    """
    soup = BeautifulSoup(markup, "lxml")
    pictures = soup.find_all(["img", "svg", "video", "audio", "object", "iframe"])
    for node in [*pictures, *soup.find_all(["script", "style"])]:
        node.decompose()
    wanted = _words_and_tags(str(soup))
    bare = _convert(soup, escape=False)
    if _words_and_tags(to_html(bare)) == wanted:
        return bare, len(pictures)
    return _convert(soup, escape=True), len(pictures)


def escape_text(text: str) -> str:
    """Plain text where HTML is asked for."""
    return html.escape(text, quote=False)


def plain_of(markup: str) -> str:
    """The words of an HTML text, for fields that are plain here."""
    return _BLANKS.sub(" ", BeautifulSoup(markup, "lxml").get_text()).strip()


def _convert(soup: BeautifulSoup, *, escape: bool) -> str:
    converter = MarkdownConverter(
        heading_style="ATX",
        bullets="-",
        escape_asterisks=escape,
        escape_underscores=escape,
        escape_misc=escape,
    )
    text = converter.convert_soup(soup)
    text = _BLOCK.sub(lambda found: f"$${found[1]}$$", text)
    text = _INLINE.sub(lambda found: f"${found[1]}$", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _words_and_tags(markup: str) -> list[str]:
    """What two texts have in common that look the same: tags without attributes, and words."""
    soup = BeautifulSoup(markup, "lxml")
    found = []
    for node in soup.descendants:
        name = getattr(node, "name", None)
        if name is None:
            found += str(node).split()
        elif name not in ("html", "body", "p", "div", "span", "tbody"):
            found.append(f"<{name}>")
    return found


@cache
def _parser() -> MarkdownIt:
    parser = make_parser(_write_formula)
    parser.validateLink = lambda url: bool(_LINK.match(url))  # type: ignore[method-assign]
    return parser


def _write_formula(token: Token) -> str:
    formula = html.escape(token.content.strip(), quote=False)
    if token.type == INLINE:
        return rf"\({formula}\)"
    return f"<p>\\[{formula}\\]</p>\n" if token.type == "math_block" else rf"\[{formula}\]"

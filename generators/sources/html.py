"""HTML pages: what a reader sees, in order; scripts, hidden text and pictures are listed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector

from generators.sources.blocks import BlockKind, Document, Progress, UnreadReason
from generators.sources.errors import CorruptError
from generators.sources.html_asides import move_meanings, take_out_footnotes, take_out_menus
from generators.sources.html_beside import name_captions, take_out_references, take_out_turnings
from generators.sources.html_blocks import add_blocks
from generators.sources.html_styles import computed_styles, is_hidden
from generators.sources.html_terms import open_templates
from generators.sources.joining import clean_text, join_lines
from generators.sources.limits import Limits
from generators.sources.plain import decode_text

_PLACE = "page"
_MOST_LISTED = 25
_EMBEDDED = ("iframe", "object", "embed", "video", "audio", "canvas", "applet")
_COUNTED = {
    "script": UnreadReason.SCRIPT,
    "noscript": UnreadReason.SCRIPT,
    "style": UnreadReason.STYLES,
}


def _decode(data: bytes) -> str:
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    if declared:
        # GB2312 is declared where GB18030, which contains it, is written.
        known = "gb18030" if declared.lower() in ("gb2312", "gbk") else declared
        try:
            return data.decode(known)
        except (LookupError, UnicodeDecodeError):
            return decode_text(data)
    return decode_text(data)


def _take_out_counted(soup: BeautifulSoup, document: Document) -> None:
    counts: Counter[UnreadReason] = Counter()
    for name, reason in _COUNTED.items():
        for tag in soup.find_all(name):
            counts[reason] += 1
            tag.decompose()
    for reason, count in counts.items():
        document.skip(_PLACE, reason, str(count))


def _take_out_hidden(soup: BeautifulSoup, document: Document) -> None:
    styles = computed_styles(soup)
    hidden = [tag for tag in soup.find_all(True) if is_hidden(tag, styles)]
    texts = []
    for tag in hidden:
        if not tag.decomposed:
            text = clean_text(tag.get_text(" "))
            tag.decompose()
            texts += [text] if text else []
    for text in texts[:_MOST_LISTED]:
        document.skip(_PLACE, UnreadReason.HIDDEN_TEXT, text)
    if len(texts) > _MOST_LISTED:
        document.skip(_PLACE, UnreadReason.HIDDEN_TEXT, f"+{len(texts) - _MOST_LISTED}")


def _take_out_embedded(soup: BeautifulSoup, document: Document) -> None:
    for tag in soup.find_all(_EMBEDDED):
        if not tag.decomposed:
            document.skip(_PLACE, UnreadReason.EMBEDDED, f"{tag.name} {tag.get('src') or ''}")
            tag.decompose()


def _take_out_navigation(soup: BeautifulSoup, document: Document) -> None:
    main = soup.find("main")
    outer = ("header", "footer", "aside") if main else ("footer",)
    for tag in soup.find_all(("nav", *outer)):
        if tag.decomposed or (tag.name != "nav" and main and main in tag.parents):
            continue
        if text := clean_text(tag.get_text(" ")):
            document.skip(_PLACE, UnreadReason.NAVIGATION, text)
        tag.decompose()


_DEEPEST = 300  # elements within each other; the passes over a page go down as far as it does


def _refuse_deep(soup: BeautifulSoup) -> None:
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
        if depths[id(tag)] > _DEEPEST:
            raise RecursionError(f"more than {_DEEPEST} elements within each other")


def add_html(markup: str, document: Document) -> None:
    """Adds the blocks of a page, or of a fragment, to `document`. Raises `RecursionError` where it
    is nested too deeply.
    """
    soup = BeautifulSoup(markup, "lxml")
    _refuse_deep(soup)
    open_templates(soup)
    _take_out_hidden(soup, document)
    _take_out_counted(soup, document)
    _take_out_embedded(soup, document)
    _take_out_navigation(soup, document)
    take_out_menus(soup, document)
    take_out_turnings(soup, document)
    take_out_footnotes(soup, document)
    take_out_references(soup, document)
    name_captions(soup)
    move_meanings(soup, document)
    if soup.title and soup.h1 is None:
        document.add(BlockKind.HEADING, join_lines(soup.title.get_text().splitlines()), level=1)
    body = soup.body
    if isinstance(body, Tag):
        add_blocks(body, document)


def read_html(path: Path, _limits: Limits, tell: Progress) -> Document:
    markup = _decode(path.read_bytes())
    if "<" not in markup:
        raise CorruptError("The file holds no HTML. Save it as .txt if it is plain text.")
    document = Document()
    add_html(markup, document)
    tell(1, 1)
    return document

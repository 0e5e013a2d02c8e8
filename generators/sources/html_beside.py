"""What stands beside the text of a page without a class that says so: links that turn pages, marks
of notes, lists of references; and captions that are written as paragraphs.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from generators.sources.blocks import Document, UnreadReason
from generators.sources.joining import clean_text

_PLACE = "page"
_TURNS = re.compile(
    r"\W*(?:(?:previous|prev|next|back|return)"
    r"(?: to)?(?: (?:the )?(?:section|page|chapter|lesson|topic|unit|post|article|top|contents))?"
    r"|table of contents|contents|home|up|skip to (?:main )?content"
    r"|[上下]一[页章节篇课]|返回(?:目录|顶部|首页|上页)?|目录|首页)\W*",
    re.I,
)
_REFERENCES = frozenset({"references", "reflist", "bibliography"})
_REFERENCE_ROLES = frozenset({"doc-bibliography", "doc-biblioentry", "doc-backlink"})
_NOTE_MARK = re.compile(r"[\[(（［]?\s*(?:\d{1,3}|[*†‡§]|[a-z])\s*[\])）］]?")
_FIGURES = frozenset({"figure", "informalfigure", "wp-caption", "thumb"})
_CAPTIONS = frozenset({"title", "caption", "caption-text", "wp-caption-text", "thumbcaption"})
_CREDITS = frozenset({"copyright", "credit", "credits", "photo-credit", "image-credit"})
_LONGEST_CREDIT = 400  # characters


def _names(tag: Tag, attribute: str = "class") -> frozenset[str]:
    value = tag.get(attribute) or ()
    return frozenset(value.split() if isinstance(value, str) else value)


def _take_out(tags: list[Tag], document: Document, reason: UnreadReason) -> None:
    for tag in tags:
        if not tag.decomposed:
            if text := clean_text(tag.get_text(" ")):
                document.skip(_PLACE, reason, text)
            tag.decompose()


def _turns_pages(tag: Tag) -> bool:
    """A link in a sentence may be called "next section"; such links alone turn pages."""
    links = [clean_text(link.get_text()) for link in tag.find_all("a")]
    said = [link for link in links if link]
    if not said or not all(_TURNS.fullmatch(link) for link in said):
        return False
    rest = clean_text(tag.get_text())
    for link in said:
        rest = rest.replace(link, "", 1)
    return not re.search(r"\w", rest)


def take_out_turnings(soup: BeautifulSoup, document: Document) -> None:
    links = [a for a in soup.find_all("a") if _TURNS.fullmatch(clean_text(a.get_text()))]
    boxes = [box for link in links if (box := link.find_parent(("p", "div", "ul")))]
    found = [box for box in {id(box): box for box in boxes}.values() if _turns_pages(box)]
    _take_out(found, document, UnreadReason.NAVIGATION)


def _is_reference(tag: Tag) -> bool:
    if tag.name == "sup":
        link = tag.find("a", href=re.compile("#"))
        return link is not None and bool(_NOTE_MARK.fullmatch(clean_text(tag.get_text())))
    if _names(tag, "role") & _REFERENCE_ROLES:
        return True
    return tag.name in ("ol", "ul", "div", "section") and bool(_names(tag) & _REFERENCES)


def take_out_references(soup: BeautifulSoup, document: Document) -> None:
    found = [tag for tag in soup.find_all(True) if _is_reference(tag)]
    _take_out(found, document, UnreadReason.FOOTNOTE)


def _is_credit(tag: Tag) -> bool:
    return bool(_names(tag) & _CREDITS) and len(tag.get_text()) <= _LONGEST_CREDIT


def _is_of_figure(tag: Tag) -> bool:
    return bool(_names(tag) & _CAPTIONS) and any(
        _names(parent) & _FIGURES or parent.name == "figure" for parent in tag.parents
    )


def name_captions(soup: BeautifulSoup) -> None:
    """Titles of figures and credits of pictures become what HTML has for them."""
    for tag in soup.find_all(("p", "div")):
        if _is_credit(tag) or _is_of_figure(tag):
            tag.name = "figcaption"

"""What a page says beside its sentences: meanings of terms, footnotes, menus.

Books on the web write the meaning of a term, and a footnote, as an element within the sentence, and
leave it to styles to show it in the margin.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from generators.sources.blocks import Document, UnreadReason
from generators.sources.joining import clean_text

_PLACE = "page"
# Flat World and Saylor: .margin_term > .glossterm + .glossdef; Pressbooks: a button or link with
# .glossary-term whose tooltip follows or is named by its aria-describedby.
_MEANING = re.compile(
    r"(?:^|[-_ ])(?:glossdef|glossary__tooltip|glossary-definition|term-definition)"
)
_TERM = re.compile(r"(?:^|[-_ ])(?:glossterm|glossary-term)")
_MENU = re.compile(
    r"(?:^|[-_ ])(?:navbar|nav-?(?:links?|menu|bar)|breadcrumbs?|page-?nav|pagination)(?:$|[-_ ])"
)
_NOTE = re.compile(r"(?:^|[-_ ])(?:footnotes?|endnotes?|noteref)(?:$|[-_ ])")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FEWEST_WORDS = 4  # of a meaning; less is the long form of an abbreviation
KEY_TERMS = {"zh": "术语", "en": "Key terms"}


def _names(tag: Tag) -> str:
    """Its id, classes and roles, by which a page says what it is for."""
    classes: list[str] = list(tag.get("class") or [])
    role = str(tag.get("role") or "").removeprefix("doc-")
    return " ".join([str(tag.get("id") or ""), *map(str, classes), role]).lower()


def _take_out(found: list[Tag], reason: UnreadReason, document: Document) -> None:
    for tag in found:
        if not tag.decomposed:  # with what it stood in
            if text := clean_text(tag.get_text(" ")):
                document.skip(_PLACE, reason, text)
            tag.decompose()


def take_out_menus(soup: BeautifulSoup, document: Document) -> None:
    boxes = soup.find_all(("div", "ul", "ol", "p", "section"))
    menus = [tag for tag in boxes if _MENU.search(_names(tag)) and not tag.find(_HEADINGS)]
    _take_out(menus, UnreadReason.NAVIGATION, document)


def take_out_footnotes(soup: BeautifulSoup, document: Document) -> None:
    kept = ("body", "html", *_HEADINGS)
    notes = [t for t in soup.find_all(True) if t.name not in kept and _NOTE.search(_names(t))]
    _take_out(notes, UnreadReason.FOOTNOTE, document)


def move_meanings(soup: BeautifulSoup) -> None:
    """Meanings of terms go out of the sentences, to a list of key terms at the section's end."""
    entries: list[str] = []
    for tag in [tag for tag in soup.find_all(True) if tag.name in _HEADINGS or _tells_meaning(tag)]:
        if tag.name in _HEADINGS:
            _write_list(soup, entries, before=tag)
            entries = []
        elif not tag.decomposed and (entry := _take_out_meaning(tag)):
            entries.append(entry)
    _write_list(soup, entries)


def _tells_meaning(tag: Tag) -> bool:
    if tag.name in ("dfn", "abbr"):
        return bool(tag.get("title"))
    return _MEANING.search(" ".join(map(str, tag.get("class") or []))) is not None


def _take_out_meaning(tag: Tag) -> str:
    """ "Term: meaning"; the term stays where it stood."""
    if tag.name in ("dfn", "abbr"):
        return _entry(tag.get_text(), str(tag["title"]))
    before = tag.find_previous(class_=_TERM)
    meaning = tag.get_text()
    tag.decompose()
    return _entry(before.get_text(), meaning) if isinstance(before, Tag) else ""


def _entry(term: str, meaning: str) -> str:
    term, meaning = clean_text(term).replace("\n", " "), clean_text(meaning).replace("\n", " ")
    told = len(meaning.split()) >= _FEWEST_WORDS or not meaning.isascii()
    return f"{term}: {meaning}" if term and told else ""


def _write_list(soup: BeautifulSoup, entries: list[str], before: Tag | None = None) -> None:
    if not entries:
        return
    han = any("\u4e00" <= char <= "\u9fff" for char in entries[0])
    heading, terms = soup.new_tag("h6"), soup.new_tag("ul")
    heading.string = KEY_TERMS["zh" if han else "en"]
    for entry in dict.fromkeys(entries):
        item = soup.new_tag("li")
        term, _, meaning = entry.partition(": ")
        named = soup.new_tag("dfn")
        named.string = term
        item.extend([named, f": {meaning}"])
        terms.append(item)
    if before is None:
        (soup.body or soup).extend([heading, terms])
    else:
        before.insert_before(heading, terms)

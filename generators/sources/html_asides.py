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
    r"(?:glossdef|glossary__tooltip|glossary-definition|term-definition)"
    r"(?:[-_]+(?:text|content|body|inner|box))?"
)
_TERM = re.compile(r"(?:glossterm|glossary-term)(?:[-_]+(?:text|link|name|word))?")
# "footnote-ref" is a part of notes; "has-footnotes" and "footnotes-enabled" tell of a whole page.
_PART = (
    r"(?:[-_]+(?:\d+|refs?|reference|text|body|list|items?|links?|section|area|block|box|inner|"
    r"contents?|container|wrap(?:per)?|number|mark|label|title|anchor|back(?:ref|link)?|nav|menu|"
    r"top|bottom))*"
)
_MENU = re.compile(rf"(?:navbar|nav-?(?:links?|menu|bar)|breadcrumbs?|page-?nav|pagination){_PART}")
_NOTE = re.compile(rf"(?:wp-block-)?(?:footnotes?|endnotes?|noteref){_PART}")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OF_NOTES = re.compile(r"(?:foot|end)?notes?|脚注|尾注|注释|註釋|附注", re.I)
_NEVER = ("html", "body", "main", "article", *_HEADINGS)
_IN_LISTS = ("dl", "dt", "dd", "li", "ul", "ol", "table", "tr", "td", "th")  # read as they stand
_IN_SENTENCES = ("a", "span", "sup", "sub", "small", "cite", "em", "i", "b", "strong")
_LARGEST_SHARE = 0.5  # of a page's text: what holds more is the page
_FEWEST_WORDS = 4  # of the title of an <abbr>; less is its long form
_LONGEST_TERM = 60  # characters
KEY_TERMS = {"zh": "术语", "en": "Key terms"}


def _classes(tag: Tag) -> list[str]:
    return [str(name).lower() for name in tag.get_attribute_list("class") if name]


def _is_named(tag: Tag, words: re.Pattern[str]) -> bool:
    """By its id, a class or its role, by which a page says what it is for."""
    role = str(tag.get("role") or "").lower().removeprefix("doc-")
    names = [*_classes(tag), str(tag.get("id") or "").lower(), role]
    return any(words.fullmatch(name) for name in names)


def _is_beside(tag: Tag, words: re.Pattern[str], whole: int) -> bool:
    """Named so, and neither the page itself (of `whole` characters) nor a section of it."""
    if tag.name in _NEVER or not _is_named(tag, words):
        return False
    if any(not _OF_NOTES.fullmatch(clean_text(h.get_text())) for h in tag.find_all(_HEADINGS)):
        return False
    return tag.name in _IN_SENTENCES or _length(tag) <= whole * _LARGEST_SHARE


def _length(tag: Tag) -> int:
    return len(clean_text(tag.get_text()))


def _take_out(found: list[Tag], reason: UnreadReason, document: Document) -> None:
    for tag in found:
        if not tag.decomposed:  # with what it stood in
            if text := clean_text(tag.get_text(" ")):
                document.skip(_PLACE, reason, text)
            tag.decompose()


def take_out_menus(soup: BeautifulSoup, document: Document) -> None:
    whole = _length(soup)
    boxes = soup.find_all(("div", "ul", "ol", "p", "section"))
    menus = [tag for tag in boxes if _is_beside(tag, _MENU, whole)]
    _take_out(menus, UnreadReason.NAVIGATION, document)


def take_out_footnotes(soup: BeautifulSoup, document: Document) -> None:
    whole = _length(soup)
    notes = [tag for tag in soup.find_all(True) if _is_beside(tag, _NOTE, whole)]
    _take_out(notes, UnreadReason.FOOTNOTE, document)


def move_meanings(soup: BeautifulSoup, document: Document) -> None:
    """Meanings of terms go out of the sentences, to a list of key terms at the section's end."""
    entries: list[str] = []
    term: Tag | None = None  # the one before, whose meaning is still to come
    for tag in soup.find_all(True):
        if tag.decomposed:
            continue
        if tag.name in _HEADINGS:
            _write_list(soup, entries, before=tag)
            entries, term = [], None
        elif tag.name in ("dfn", "abbr") and tag.get("title"):
            entries += _entry(tag.get_text(), str(tag["title"]), _fewest_words(tag))
        elif _tells_meaning(tag):
            entries += _take_out_meaning(tag, term, document)
            term = None
        elif any(map(_TERM.fullmatch, _classes(tag))):
            term = tag
    _write_list(soup, entries)


def _fewest_words(tag: Tag) -> int:
    return _FEWEST_WORDS if tag.name == "abbr" else 1


def _tells_meaning(tag: Tag) -> bool:
    if tag.name in _NEVER or tag.name in _IN_LISTS:
        return False
    if not any(map(_MEANING.fullmatch, _classes(tag))):
        return False
    return tag.find(_HEADINGS) is None and tag.find_parent("dl") is None


def _take_out_meaning(tag: Tag, term: Tag | None, document: Document) -> list[str]:
    """ "Term: meaning"; the term stays where it stood. Without a term a box stays as it is, and
    what would break a sentence is listed.
    """
    if term and _is_entry_of_list(term, tag):
        return []
    entries = _entry(_text_without(term, tag), tag.get_text()) if term else []
    if entries:
        tag.decompose()
    elif tag.name in _IN_SENTENCES and tag.find_parent(("p", "li")):
        _take_out([tag], UnreadReason.FOOTNOTE, document)
    return entries


def _is_entry_of_list(term: Tag, meaning: Tag) -> bool:
    """A list whose entries are a term and its meaning is read as it stands."""
    entry = meaning.find_parent("li")
    if entry is None or not any(parent is entry for parent in term.parents):
        return False
    beside = clean_text(entry.get_text())
    for part in (meaning, term):
        beside = beside.replace(clean_text(part.get_text()), "", 1)
    return not any(map(str.isalnum, beside))


def _text_without(term: Tag, meaning: Tag) -> str:
    """The meaning may stand within its term."""
    text = term.get_text()
    within = any(parent is term for parent in meaning.parents)
    return text.replace(meaning.get_text(), "", 1) if within else text


def _entry(term: str, meaning: str, fewest: int = 1) -> list[str]:
    term, meaning = clean_text(term).replace("\n", " "), clean_text(meaning).replace("\n", " ")
    told = len(meaning.split()) >= fewest or not meaning.isascii()
    if not 0 < len(term) <= _LONGEST_TERM or not told or term.casefold() == meaning.casefold():
        return []
    return [f"{term}: {meaning}"]


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

"""From the elements of a page to blocks, in document order."""

from __future__ import annotations

from bs4.element import Comment, NavigableString, PageElement, PreformattedString, Tag

from generators.sources.blocks import Block, BlockKind, Document, UnreadReason
from generators.sources.joining import join_lines, write_list, write_table

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CONTAINER_NAMES = (
    "address article aside blockquote body center dd details div dl dt fieldset figure footer "
    "form header hgroup legend li main section summary tbody td tfoot th thead tr"
)
_CONTAINERS = frozenset(_CONTAINER_NAMES.split())
_TEXTS = frozenset({"p", "pre"})
_SET_OFF = ("b", "strong", "em", "i", "dfn")
_TERMS = ("glossterm", "glossary-term")  # in the names of classes
_PLACE = "page"


def inline_text(element: PageElement) -> str:
    """The text of an element as one line; formulas by their source where they give it."""
    if isinstance(element, Comment | PreformattedString):
        return ""
    if isinstance(element, NavigableString):
        return str(element)
    if not isinstance(element, Tag):
        return ""
    if element.name == "math":
        return str(element.get("alttext") or element.get_text())
    if element.name == "br":
        return "\n"
    if element.name in ("sup", "sub"):
        return _raised(element)
    text = "".join(inline_text(child) for child in element.children)
    return f"\n{text}\n" if element.name in _CONTAINERS | _TEXTS else text


def _raised(element: Tag) -> str:
    """10<sup>3</sup> is not 103."""
    text = element.get_text()
    mark = "^" if element.name == "sup" else "_"
    return f"{mark}{text}" if text[:1].isdigit() or text[:1] in "-−" else text


def _line(element: PageElement) -> str:
    return join_lines(inline_text(element).splitlines())


def _set_off(tag: Tag) -> list[str]:
    return [found.get_text() for found in tag.find_all(_is_set_off)]


def _is_set_off(tag: Tag) -> bool:
    classes = " ".join(name for name in tag.get_attribute_list("class") if name)
    return tag.name in _SET_OFF or any(name in classes for name in _TERMS)


def _list_entries(tag: Tag) -> list[str]:
    """A nested list is told within its parent's entry."""
    entries = []
    for item in tag.find_all("li", recursive=False):
        nested = [sub for sub in item.find_all(("ul", "ol")) if sub.find_parent("li") is item]
        inner = [entry for sub in nested for entry in _list_entries(sub)]
        for sub in nested:
            sub.extract()
        own = _line(item)
        entries.append(f"{own} {'; '.join(inner)}".strip() if inner else own)
    return entries


def _add_list(tag: Tag, document: Document) -> None:
    if tag.find(tuple(_HEADINGS)) or tag.find("table"):
        add_blocks(tag, document)
        return
    _list_pictures(tag, document)
    set_off = _set_off(tag)
    entries = write_list(_list_entries(tag), ordered=tag.name == "ol")
    document.add(BlockKind.LIST, entries, set_off=set_off)


def _add_definitions(tag: Tag, document: Document) -> None:
    entries: list[str] = []
    for child in tag.find_all(("dt", "dd")):
        text = _line(child)
        if child.name == "dt" or not entries:
            entries.append(text)
        else:
            entries[-1] = f"{entries[-1].rstrip(' :：')}: {text}"
    terms = [_line(child).rstrip(" :：") for child in tag.find_all("dt")]
    document.add(BlockKind.LIST, write_list(entries, ordered=False), set_off=terms)


def _cells(row: Tag) -> list[str]:
    cells = []
    for cell in row.find_all(("th", "td"), recursive=False):
        span = str(cell.get("colspan") or "1")
        cells += [_line(cell), *[""] * (min(int(span), 50) - 1 if span.isdecimal() else 0)]
    return cells


def _is_layout(tag: Tag) -> bool:
    """A table that places blocks on a page rather than holding data."""
    if tag.find(("table", "ul", "ol", *_HEADINGS)):
        return True
    return all(len(row.find_all(("th", "td"))) < 2 for row in tag.find_all("tr"))


def _add_table(tag: Tag, document: Document) -> None:
    if _is_layout(tag):
        add_blocks(tag, document)
        return
    _list_pictures(tag, document)
    if isinstance(caption := tag.caption, Tag):
        document.add(BlockKind.CAPTION, _line(caption))
    document.add(BlockKind.TABLE, write_table(_cells(row) for row in tag.find_all("tr")))


def _list_picture(tag: Tag, document: Document) -> None:
    titles = [part.get_text() for part in tag.find_all(("title", "desc"))]
    document.skip(_PLACE, UnreadReason.PICTURE, str(tag.get("alt") or " ".join(titles)))


def _list_pictures(tag: Tag, document: Document) -> None:
    for picture in tag.find_all(("img", "svg")):
        _list_picture(picture, document)
        picture.extract()


def _add_block(tag: Tag, document: Document) -> None:
    match tag.name:
        case name if name in _HEADINGS:
            _list_pictures(tag, document)
            document.add(BlockKind.HEADING, _line(tag), level=_HEADINGS[name])
        case "ul" | "ol" | "menu":
            _add_list(tag, document)
        case "dl":
            _add_definitions(tag, document)
        case "table":
            _add_table(tag, document)
        case "figcaption":
            document.add(BlockKind.CAPTION, _line(tag))
        case "img" | "svg":
            _list_picture(tag, document)
        case name if name in _TEXTS:
            _list_pictures(tag, document)
            document.add(BlockKind.TEXT, _line(tag), set_off=_set_off(tag))
        case _:
            _add_section(tag, document)


def _add_section(tag: Tag, document: Document) -> None:
    """A heading within a box ("Learning objectives") names what is in the box, and what follows it
    belongs to the section that the box stands in.
    """
    above = document.path()
    begin = len(document.blocks)
    add_blocks(tag, document)
    own = document.blocks[begin:]
    if not above or not own or own[0].kind is not BlockKind.HEADING:
        return
    holds_text = any(block.kind is not BlockKind.HEADING for block in own)
    if holds_text and _headings(document.path()) != _headings(above):
        for heading in above:
            document.add(BlockKind.HEADING, heading.text, level=heading.level)


def _headings(path: list[Block]) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in path]


def _is_block(element: PageElement) -> bool:
    if not isinstance(element, Tag):
        return False
    own = ("ul", "ol", "menu", "dl", "table", "figcaption", "img", "svg")
    if element.name in _HEADINGS or element.name in _TEXTS or element.name in own:
        return True
    return element.name in _CONTAINERS or any(_is_block(child) for child in element.children)


def add_blocks(parent: Tag, document: Document) -> None:
    """Blocks become blocks; text and inline elements between them become a paragraph."""
    loose, set_off = "", list[str]()
    for child in list(parent.children):
        if _is_block(child) and isinstance(child, Tag):
            document.add(BlockKind.TEXT, join_lines(loose.splitlines()), set_off=set_off)
            loose, set_off = "", []
            _add_block(child, document)
            continue
        loose += inline_text(child)
        if isinstance(child, Tag):
            set_off += [child.get_text()] if _is_set_off(child) else _set_off(child)
    document.add(BlockKind.TEXT, join_lines(loose.splitlines()), set_off=set_off)

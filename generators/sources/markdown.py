"""Markdown: CommonMark, tables and definition lists by markdown-it's tokens; raw HTML by the HTML
reader."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin

from generators.sources.blocks import BlockKind, Document, Progress, UnreadReason
from generators.sources.html import add_html
from generators.sources.joining import join_lines, write_list, write_table
from generators.sources.limits import Limits
from generators.sources.plain import decode_text

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_PLACE = "page"
_FENCE = re.compile(r"(^ {0,3}(?:```|~~~).*?^ {0,3}(?:```|~~~)[ \t]*$)", re.M | re.S)
# What kramdown and pandoc mark blocks with: "{: .note}", "^" between lists, "::: challenge".
_BLOCK_MARKS = re.compile(r"\{:(?:\s+|(?=[.#][A-Za-z]))[^{}\n]*\}|^\^\s*$|^ {0,3}:{3,}.*$", re.M)

_ATTRIBUTES = re.compile(r"^(#{1,6} .*?)\s*\{[-.#][^{}\n]*\}[ \t]*$", re.M)  # pandoc's

_BLANK = re.compile(r"<u>(?:&nbsp;|&emsp;|&ensp;|[\s_])+</u>")


def _inline(node: SyntaxTreeNode, document: Document) -> str:
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "image":
            document.skip(_PLACE, UnreadReason.PICTURE, node.content)
            return ""
        case _:
            return "".join(_inline(child, document) for child in node.children)


def _line(node: SyntaxTreeNode, document: Document) -> str:
    return join_lines(_inline(node, document).splitlines())


def _set_off(node: SyntaxTreeNode) -> list[str]:
    found = [part for part in node.walk() if part.type in ("strong", "em")]
    words = ("text", "code_inline")
    return ["".join(t.content for t in part.walk() if t.type in words) for part in found]


def _list_entries(node: SyntaxTreeNode, document: Document) -> list[str]:
    entries = []
    for item in node.children:
        parts = []
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                parts.append("; ".join(_list_entries(child, document)))
            else:
                parts.append(_text(child, document))
        entries.append(join_lines(parts))
    return entries


def _text(node: SyntaxTreeNode, document: Document) -> str:
    if node.type in ("fence", "code_block"):
        return node.content
    return _line(node, document)


def _add_definitions(node: SyntaxTreeNode, document: Document) -> None:
    entries: list[str] = []
    for child in node.children:
        text = join_lines([_text(part, document) for part in child.children] or [""])
        if child.type == "dt" or not entries:
            entries.append(_line(child, document))
        else:
            entries[-1] = f"{entries[-1]}: {text}"
    document.add(BlockKind.LIST, write_list(entries, ordered=False))


def _add_table(node: SyntaxTreeNode, document: Document) -> None:
    rows = [row for part in node.children for row in part.children]
    cells = ([_line(cell, document) for cell in row.children] for row in rows)
    document.add(BlockKind.TABLE, write_table(cells))


def _add_figure(node: SyntaxTreeNode, document: Document) -> bool:
    """A paragraph that is one picture: its text is the caption beneath it."""
    inline = node.children[0] if node.children else None
    shown = [child for child in inline.children if child.type != "softbreak"] if inline else []
    if len(shown) != 1 or shown[0].type != "image":
        return False
    picture = shown[0]
    document.skip(_PLACE, UnreadReason.PICTURE, picture.content)
    document.add(
        BlockKind.CAPTION, join_lines([str(picture.attrs.get("title") or picture.content)])
    )
    return True


def _add_paragraph(node: SyntaxTreeNode, document: Document) -> None:
    if _add_figure(node, document):
        return
    document.add(BlockKind.TEXT, _line(node, document), set_off=_set_off(node))


def _add(node: SyntaxTreeNode, document: Document) -> None:
    match node.type:
        case "heading":
            document.add(BlockKind.HEADING, _line(node, document), level=int(node.tag[1]))
        case "paragraph":
            _add_paragraph(node, document)
        case "bullet_list" | "ordered_list":
            entries = _list_entries(node, document)
            text = write_list(entries, ordered=node.type == "ordered_list")
            document.add(BlockKind.LIST, text, set_off=_set_off(node))
        case "dl":
            _add_definitions(node, document)
        case "table":
            _add_table(node, document)
        case "fence" | "code_block":
            document.add(BlockKind.TEXT, node.content)
        case "hr":
            return
        case _:
            for child in node.children:
                _add(child, document)


def _without_marks(text: str) -> str:
    """Code stays as it is; a blank to be filled in by hand stays one."""
    parts = _FENCE.split(text)
    parts[::2] = [
        _BLANK.sub("____", _BLOCK_MARKS.sub("", _ATTRIBUTES.sub(r"\1", part)))
        for part in parts[::2]
    ]
    return "".join(parts)


def read_markdown(path: Path, _limits: Limits, tell: Progress) -> Document:
    """A text that holds HTML is read as the page it becomes: an element may hide Markdown."""
    document = Document()
    text = _FRONT_MATTER.sub("", decode_text(path.read_bytes()).replace("\r\n", "\n"))
    text = _without_marks(text)
    parser = MarkdownIt("commonmark").enable("table").enable("strikethrough").use(deflist_plugin)
    root = SyntaxTreeNode(parser.parse(text))
    if any(node.type in ("html_block", "html_inline") for node in root.walk()):
        add_html(parser.render(text), document)
    else:
        for node in root.children:
            _add(node, document)
    tell(1, 1)
    return document

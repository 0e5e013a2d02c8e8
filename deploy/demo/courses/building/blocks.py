"""The parts of a text, read from its Markdown, which every writer lays out in its own way."""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


@dataclass(frozen=True)
class Run:
    text: str
    bold: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    level: int
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True)
class Listing:
    ordered: bool
    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Table:
    """The first row is the header."""

    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class Figure:
    """Written as `![caption](figure:name)`; the name is one of the course's drawings."""

    name: str
    caption: str


@dataclass(frozen=True)
class Notes:
    """Written as a block quote: what the speaker says to a slide."""

    paragraphs: tuple[Runs, ...]


Block = Heading | Paragraph | Listing | Table | Figure | Notes
FIGURE_SCHEME = "figure:"
HOLDERS = {"heading", "paragraph", "list_item", "th", "td", "inline", "strong", "text", "softbreak"}


class TextError(ValueError):
    """The Markdown uses something that the writers cannot lay out."""


def read_blocks(markdown: str) -> tuple[Block, ...]:
    parser = MarkdownIt("commonmark").enable("table")
    root = SyntaxTreeNode(parser.parse(markdown))
    return tuple(_read_block(node) for node in root.children)


def join_text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _read_block(node: SyntaxTreeNode) -> Block:
    if node.type == "heading":
        return Heading(int(node.tag[1]), _read_runs(node))
    if node.type == "paragraph":
        return _read_figure(node) or Paragraph(_read_runs(node))
    if node.type in ("bullet_list", "ordered_list"):
        return Listing(node.type == "ordered_list", tuple(_read_runs(i) for i in node.children))
    if node.type == "table":
        return Table(tuple(_read_row(row) for part in node.children for row in part.children))
    if node.type == "blockquote":
        return Notes(tuple(_read_runs(child) for child in node.children))
    raise _refuse(node)


def _refuse(node: SyntaxTreeNode) -> TextError:
    return TextError(f"No writer lays out a {node.type}: rewrite that part of the text.")


def _read_row(row: SyntaxTreeNode) -> tuple[Runs, ...]:
    return tuple(_read_runs(cell) for cell in row.children)


def _read_figure(node: SyntaxTreeNode) -> Figure | None:
    images = [part for part in node.walk() if part.type == "image"]
    if not images:
        return None
    source = str(images[0].attrs["src"])
    return Figure(source.removeprefix(FIGURE_SCHEME), images[0].content)


def _read_runs(node: SyntaxTreeNode) -> Runs:
    return tuple(_walk_runs(node, bold=False))


def _walk_runs(node: SyntaxTreeNode, *, bold: bool) -> Iterator[Run]:
    if node.type not in HOLDERS:
        raise _refuse(node)
    if node.type == "text":
        yield Run(node.content, bold)
    elif node.type == "softbreak":
        yield Run(" ", bold)
    for child in node.children:
        yield from _walk_runs(child, bold=bold or node.type == "strong")
